import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import { loadHelpClass } from '@oclif/core/help';

/** Lists the commands. `help animate` is parsed as `animate --help` before any command runs. */
export default class Help extends Command {
  static override summary = 'Show the help of a command.';

  static override examples = [
    { description: 'Show the flags of animate', command: '$ <%= config.bin %> help animate' },
  ];

  static override args = { command: Args.string({ description: 'Name of a command, such as animate.' }) };

  async run(): Promise<void> {
    const HelpPages = await loadHelpClass(this.config);
    await new HelpPages(this.config).showHelp([]);
  }
}
