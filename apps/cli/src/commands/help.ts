import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import { Help as Pages } from '@oclif/core/help';

/** Shows the list of commands. `help animate` is read as `animate --help` before any command runs. */
export default class Help extends Command {
  static override summary = 'Show the help of a command.';

  static override examples = ['<%= config.bin %> help animate'];

  static override args = { command: Args.string({ description: 'name of the command, such as animate' }) };

  async run(): Promise<void> {
    await new Pages(this.config, this.config.pjson.oclif.helpOptions).showHelp([]);
  }
}
