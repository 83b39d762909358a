import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { listing } from '../../lib/words.js';

export default class TemplateShow extends Command {
  static override description = 'Show one of the templates that come with cliploop.';

  static override examples = ['<%= config.bin %> template show 20001'];

  static override args = { id: Args.string({ description: 'id of the template', required: true }) };

  static override flags = { json: Flags.boolean({ description: 'Print it as a JSON object on stdout.' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TemplateShow);
    const { CliploopError, templates } = await import('@cliploop/core');
    if (!/^\d+$/.test(args.id)) {
      throw new CliploopError('INVALID_OPTION', `Expected id of a template for ID but received ${args.id}`, {
        option: 'id',
      });
    }
    const template = templates.get(Number(args.id));
    const rows = Object.entries(template).map(([name, value]) => [name, String(value)] as const);
    process.stdout.write(flags.json ? `${JSON.stringify(template, null, 2)}\n` : listing(rows));
  }
}
