import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { OptionFlag } from '@oclif/core/interfaces';
import { animateFlags, animateOptionsOf } from '../flags/option-flags.js';
import { handleSignals, signalExitCode } from '../jobs/interrupt.js';
import { warningLine } from '../print/warnings.js';

export default class Probe extends Command {
  static override summary = 'Show the properties and streams of a video.';

  static override examples = [
    { description: 'A file', command: '$ <%= config.bin %> probe talk.mp4' },
    {
      description: 'A video on the web, with the result as JSON',
      command: '$ <%= config.bin %> probe https://example.com/talk.mp4 --json',
    },
  ];

  static override args = {
    input: Args.string({ description: 'Path or URL of a video, or - for standard input.', required: true }),
  };

  static override flags = {
    'input-fps': animateFlags['input-fps'] as OptionFlag<string | undefined>,
    json: Flags.boolean({ description: 'Print the result or the error as a JSON object.' }),
    verbose: Flags.boolean({ char: 'v', description: 'Print the log of an error.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Probe);
    const { probe } = await import('@cliploop/core');
    const interrupt = handleSignals();
    try {
      const result = await probe(args.input === '-' ? process.stdin : args.input, {
        ...animateOptionsOf({ 'input-fps': flags['input-fps'] }),
        signal: interrupt.signal,
      });
      if (flags.json) {
        process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
        return;
      }
      const { probeText } = await import('../print/probe-text.js');
      process.stdout.write(probeText(result));
      for (const warning of result.warnings) process.stderr.write(`${warningLine(warning)}\n`);
    } catch (error) {
      const exitCode = signalExitCode(interrupt.signal);
      throw exitCode === undefined ? error : Object.assign(error as object, { exitCode });
    } finally {
      interrupt.release();
    }
  }
}
