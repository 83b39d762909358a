import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { exitCodeOf, interruptible } from '../jobs/interrupt.js';
import { warningLine } from '../print/warnings.js';

export default class Probe extends Command {
  static override summary = 'Show the properties and streams of a file, and which stream would be animated.';

  static override examples = [
    '<%= config.bin %> probe talk.mp4',
    '<%= config.bin %> probe https://example.com/talk.mp4 --json',
  ];

  static override args = {
    input: Args.string({ description: 'path, file:, http: or https: URL, or - for standard input', required: true }),
  };

  static override flags = {
    json: Flags.boolean({ description: 'Print the result, or the error, as one JSON object on stdout.' }),
    verbose: Flags.boolean({ char: 'v', description: 'Print what libav logged about an error.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Probe);
    const { probe } = await import('@cliploop/core');
    const interrupt = interruptible();
    try {
      const result = await probe(args.input === '-' ? process.stdin : args.input, { signal: interrupt.signal });
      if (flags.json) {
        process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
        return;
      }
      const { probeText } = await import('../print/probe-text.js');
      process.stdout.write(probeText(result));
      for (const warning of result.warnings) process.stderr.write(`${warningLine(warning)}\n`);
    } catch (error) {
      const exitCode = exitCodeOf(interrupt.signal);
      throw exitCode === undefined ? error : Object.assign(error as object, { exitCode });
    } finally {
      interrupt.release();
    }
  }
}
