import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';

export default class TemplateList extends Command {
  static override summary = 'List the presets (built-in templates).';

  static override flags = { json: Flags.boolean({ description: 'Print a JSON array.' }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(TemplateList);
    const { templates } = await import('@cliploop/core');
    const list = templates.list();
    const lines = list.map(
      ({ id, name, format, fps, quality }) => `${id}  ${name}  ${format}, ${fps} fps, quality ${quality}`,
    );
    process.stdout.write(`${flags.json ? JSON.stringify(list, null, 2) : lines.join('\n')}\n`);
  }
}
