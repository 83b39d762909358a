import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import { commands } from '../commands.js';
import { completionScript, shells } from '../help/completion-script.js';

export default class Completion extends Command {
  static override summary = 'Print a script that completes command lines in your shell.';

  static override examples = [
    'source <(<%= config.bin %> completion bash)',
    'source <(<%= config.bin %> completion zsh)',
    '<%= config.bin %> completion fish | source',
  ];

  static override args = {
    shell: Args.string({ description: shells.join(', '), options: [...shells], required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    process.stdout.write(completionScript(args.shell, commands));
  }
}
