import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { UsageError } from '../../errors/usage-error.js';
import { formatRows } from '../../print/format.js';

export default class TemplateShow extends Command {
  static override summary = 'Show a preset (built-in template).';

  static override examples = [
    { description: 'Show the options of the WebP preset', command: '$ <%= config.bin %> template show 20001' },
  ];

  static override args = { id: Args.string({ description: 'ID of the preset, such as 20000.', required: true }) };

  static override flags = { json: Flags.boolean({ description: 'Print a JSON object.' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TemplateShow);
    const { templates } = await import('@cliploop/core');
    if (!/^\d+$/.test(args.id)) {
      throw new UsageError(
        `ID must be the number of a preset, such as 20000, got ${JSON.stringify(args.id)}`,
        'Run `cliploop template list` for the presets.',
      );
    }
    const template = templates.get(Number(args.id));
    const rows = Object.entries(template).map(([name, value]) => [name, String(value)] as const);
    process.stdout.write(flags.json ? `${JSON.stringify(template, null, 2)}\n` : formatRows(rows));
  }
}
