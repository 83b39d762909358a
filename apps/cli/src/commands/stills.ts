import type { StillsOptions } from '@cliploop/core';
import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { BROKEN_PIPE, checkStandardStreams, isBrokenPipe } from '../arguments/standard-streams.js';
import { UsageError } from '../errors/usage-error.js';
import { createOutputFolder } from '../files/output-folder.js';
import { stillsName } from '../files/output-name.js';
import { isFolder, localPath } from '../files/paths.js';
import { type Group, inHelpOrder } from '../flags/flag-help.js';
import { stillsFlags, stillsOptionsOf } from '../flags/option-flags.js';
import { handleSignals, signalExitCode } from '../jobs/interrupt.js';
import { printStills } from '../print/print-stills.js';
import { ProgressDisplay } from '../progress/progress-display.js';

const general = { helpGroup: 'general' satisfies Group };

export default class Stills extends Command {
  static override summary = 'Take frames of a video as pictures or sprite sheets.';

  static override usage = ['stills INPUT [OUTPUT] [FLAGS]'];

  static override description =
    'One of --times, --every, --interval and --count says which frames to take. OUTPUT ends in .webp, .png or .jpg, or is a folder; for several files its name has a number, such as %03d. Without OUTPUT, the stills get the name of the input, in the current folder. Defaults are in brackets.';

  static override examples = [
    {
      description: 'One picture, 640 pixels wide',
      command: '$ <%= config.bin %> stills talk.mp4 poster.jpg --times 1:30 -w 640',
    },
    {
      description: 'A filmstrip of 20 pictures: talk-001.webp and so on',
      command: '$ <%= config.bin %> stills talk.mp4 -n 20 -H 90',
    },
    {
      description: 'Every tenth frame of two seconds',
      command: '$ <%= config.bin %> stills talk.mp4 still-%03d.png --every 10 -s 5 -t 2',
    },
    {
      description: 'A sprite sheet for a player, with sheet.vtt',
      command: '$ <%= config.bin %> stills talk.mp4 sheet.webp --interval 10 --sprite',
    },
  ];

  static override args = {
    input: Args.string({
      description: 'Path or URL of a video, or - for standard input.',
      required: true,
      ignoreStdin: true,
    }),
    // oclif would read the value of a missing argument from standard input.
    output: Args.string({ description: 'File, name with %03d, or folder.', ignoreStdin: true }),
  };

  static override flags = inHelpOrder({
    ...stillsFlags,
    json: Flags.boolean({ ...general, description: 'Print results and errors as JSON.' }),
    quiet: Flags.boolean({ ...general, description: 'Print only errors.' }),
    verbose: Flags.boolean({ ...general, char: 'v', description: 'Print timings, and the log of an error.' }),
  });

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Stills);
    const { output: flag, ...options } = stillsOptionsOf(flags);
    const { json = false, quiet = false, verbose = false } = flags as Record<string, boolean>;
    const given = outputOf(args.output, flag as string | undefined);
    checkStandardStreams({ inputs: [args.input], output: given }, { json, open: false });
    const { output, folder } = resolveOutput(args.input, given, options);
    const interrupt = handleSignals();
    const removeEmptyFolders = folder === undefined ? undefined : await createOutputFolder(folder);
    const display = quiet ? undefined : new ProgressDisplay(process.stderr);
    try {
      const { stills } = await import('@cliploop/core');
      const result = await stills({
        ...options,
        input: args.input === '-' ? process.stdin : args.input,
        output: output === '-' ? process.stdout : output,
        signal: interrupt.signal,
        onProgress: (progress) => display?.show(progress),
      } as StillsOptions);
      display?.clear();
      printStills(result, { json, quiet, verbose });
    } catch (error) {
      if (output === '-' && isBrokenPipe(error)) {
        process.exitCode = BROKEN_PIPE;
        return;
      }
      const exitCode = signalExitCode(interrupt.signal);
      throw exitCode === undefined ? error : Object.assign(error as object, { exitCode });
    } finally {
      display?.clear();
      await removeEmptyFolders?.();
      interrupt.release();
    }
  }
}

function outputOf(argument: string | undefined, flag: string | undefined): string | undefined {
  if (argument === undefined || flag === undefined) return flag ?? argument;
  throw new UsageError(
    `The output is given twice: ${JSON.stringify(argument)} and -o ${flag}`,
    'Remove one of them. Run `cliploop stills --help` for examples.',
  );
}

/** The output as a file or a name with a number. */
function resolveOutput(
  input: string,
  given: string | undefined,
  options: Readonly<Record<string, unknown>>,
): { output: string; folder?: string } {
  if (given !== undefined && !isFolder(given)) return { output: given };
  const folder = given === undefined ? undefined : localPath(given);
  const output = stillsName(input, extensionOf(options.format), mayBeSeveral(options), folder);
  return { output, ...(folder !== undefined && { folder }) };
}

function extensionOf(format: unknown): string {
  const name = String(format ?? 'webp')
    .toLowerCase()
    .replace(/^\./, '');
  return name === 'jpeg' ? 'jpg' : name;
}

function mayBeSeveral({ times, count }: Readonly<Record<string, unknown>>): boolean {
  return !(Number(count) === 1 || (times !== undefined && !Array.isArray(times)));
}
