import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { readTemplate } from '../../files/template-file.js';

export default class TemplateCheck extends Command {
  static override summary = 'Check a template of your own, which is a JSON file.';

  static override examples = ['<%= config.bin %> template check small.json'];

  static override args = { file: Args.string({ description: 'path of the JSON file', required: true }) };

  static override flags = {
    json: Flags.boolean({ description: 'Print the template with its defaults as JSON on stdout.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TemplateCheck);
    const { templates } = await import('@cliploop/core');
    const template = templates.check(await readTemplate(args.file));
    process.stdout.write(flags.json ? `${JSON.stringify(template, null, 2)}\n` : `${args.file} is a valid template\n`);
  }
}
