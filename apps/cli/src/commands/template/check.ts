import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { readTemplate } from '../../files/template-file.js';

export default class TemplateCheck extends Command {
  static override summary = 'Check a template in a JSON file.';

  static override examples = [
    { description: 'Create a template', command: `$ echo '{"format": "webp", "fps": 12, "width": 320}' > small.json` },
    { description: 'Check it', command: '$ <%= config.bin %> template check small.json' },
    { description: 'Use it', command: '$ <%= config.bin %> animate talk.mp4 --template small.json' },
  ];

  static override args = { file: Args.string({ description: 'Path of the JSON file.', required: true }) };

  static override flags = {
    json: Flags.boolean({ description: 'Print the template with its defaults as a JSON object.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TemplateCheck);
    const { templates } = await import('@cliploop/core');
    const template = templates.check(await readTemplate(args.file));
    process.stdout.write(flags.json ? `${JSON.stringify(template, null, 2)}\n` : `${args.file} is a valid template\n`);
  }
}
