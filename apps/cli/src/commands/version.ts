import { Command } from '@oclif/core/command';

export default class Version extends Command {
  static override summary = 'Show the version of cliploop.';

  async run(): Promise<void> {
    await this.parse(Version);
    process.stdout.write(`${this.config.userAgent}\n`);
  }
}
