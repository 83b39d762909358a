import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';

import { UsageError } from '../../errors/usage-error.js';
import { listing } from '../../print/format.js';

export default class TemplateShow extends Command {
  static override summary = 'Show a preset (built-in template).';

  static override examples = ['<%= config.bin %> template show 20001'];

  static override args = { id: Args.string({ description: 'id of the preset, such as 20000', required: true }) };

  static override flags = { json: Flags.boolean({ description: 'Print it as a JSON object on stdout.' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TemplateShow);
    const { templates } = await import('@cliploop/core');
    if (!/^\d+$/.test(args.id)) {
      throw new UsageError(
        `id must be the number of a preset, such as 20000, got ${JSON.stringify(args.id)}`,
        'Run `cliploop template list` to see the presets.',
      );
    }
    const template = templates.get(Number(args.id));
    const rows = Object.entries(template).map(([name, value]) => [name, String(value)] as const);
    process.stdout.write(flags.json ? `${JSON.stringify(template, null, 2)}\n` : listing(rows));
  }
}
