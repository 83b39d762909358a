import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import { completionScript, shells } from '../completion/completion-script.js';

export default class Completion extends Command {
  static override summary = 'Print a script that completes command lines in your shell.';

  static override examples = [
    { description: 'In ~/.bashrc', command: 'source <(<%= config.bin %> completion bash)' },
    { description: 'In ~/.zshrc', command: 'source <(<%= config.bin %> completion zsh)' },
    { description: 'In ~/.config/fish/config.fish', command: '<%= config.bin %> completion fish | source' },
  ];

  static override args = {
    shell: Args.string({ description: 'bash, zsh or fish.', options: [...shells], required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    const commands = Object.fromEntries(this.config.commands.map((command) => [command.id, command]));
    process.stdout.write(completionScript(args.shell, commands));
  }
}
