import type { AnimateOptions } from '@cliploop/core';
import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { OptionFlag } from '@oclif/core/interfaces';
import { readTemplate } from '../files/template-file.js';
import { type Group, inHelpOrder } from '../flags/flag-help.js';
import { animateFlags, animateOptionsOf } from '../flags/option-flags.js';
import { handleSignals, signalExitCode } from '../jobs/interrupt.js';
import { printPlan } from '../print/print-plan.js';

const general = { helpGroup: 'general' satisfies Group };
const { overwrite: _, ...optionFlags } = animateFlags;
const output = animateFlags.output as OptionFlag<string | undefined>;

export default class Plan extends Command {
  static override summary = 'Estimate the size and time of an animation without making it.';

  static override usage = ['plan INPUT [FLAGS]'];

  static override description =
    'The flags are those of animate. A few frames are encoded to estimate the size of the output. Nothing is written; the extension of --output sets the format. Defaults are in brackets.';

  static override examples = [
    {
      description: 'A minute from 1:30, 640 pixels wide',
      command: '$ <%= config.bin %> plan talk.mp4 -s 1:30 -t 60 -w 640',
    },
    { description: 'As WebP, with the result as JSON', command: '$ <%= config.bin %> plan talk.mp4 -f webp --json' },
  ];

  static override args = {
    input: Args.string({
      description: 'Path or URL of a video, or - for standard input.',
      required: true,
      ignoreStdin: true,
    }),
  };

  static override flags = inHelpOrder({
    ...optionFlags,
    output: { ...output, description: 'Output of animate, for its format.' },
    json: Flags.boolean({ ...general, description: 'Print the result or the error as JSON.' }),
    quiet: Flags.boolean({ ...general, description: 'Print no warnings.' }),
    verbose: Flags.boolean({ ...general, char: 'v', description: 'Print timings, and the log of an error.' }),
  });

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Plan);
    const options = animateOptionsOf(flags);
    const { json = false, quiet = false, verbose = false } = flags as Record<string, boolean>;
    // Nothing is written, and standard output has no extension.
    if (options.output === '-') delete options.output;
    if (typeof options.template === 'string') options.template = await readTemplate(options.template);
    const interrupt = handleSignals();
    try {
      const { plan } = await import('@cliploop/core');
      const result = await plan({
        ...options,
        input: args.input === '-' ? process.stdin : args.input,
        signal: interrupt.signal,
      } as AnimateOptions);
      printPlan(result, { json, quiet, verbose });
    } catch (error) {
      const exitCode = signalExitCode(interrupt.signal);
      throw exitCode === undefined ? error : Object.assign(error as object, { exitCode });
    } finally {
      interrupt.release();
    }
  }
}
