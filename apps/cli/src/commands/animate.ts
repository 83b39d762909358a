import { join } from 'node:path';
import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { withNote } from '../errors/failure-of.js';
import { UsageError } from '../errors/usage-error.js';
import { isFolder, type Places, placesOf } from '../files/inputs-and-output.js';
import { resultFolder } from '../files/output-folder.js';
import { readTemplate } from '../files/template-file.js';
import { grouped } from '../flags/flag-help.js';
import { optionFlags, optionsOf } from '../flags/option-flags.js';
import { type Targets, targetsOf } from '../jobs/create-jobs.js';
import { exitCodeOf, interruptible } from '../jobs/interrupt.js';
import { runJob } from '../jobs/run-job.js';
import { runSeveral } from '../jobs/run-jobs.js';
import { report } from '../print/print-result.js';
import { ProgressDisplay } from '../progress/progress-display.js';

export default class Animate extends Command {
  static override summary = 'Turn a segment of a video into an animated GIF or WebP.';

  static override usage = ['animate INPUT [OUTPUT] [FLAGS]', 'animate INPUT... -o FOLDER/ [FLAGS]'];

  static override examples = [
    [
      '<%= config.bin %> animate talk.mp4 talk.gif -s 1:30 -t 4 -w 480',
      '<%= config.bin %> animate talk.mp4 -o end.webp --start -3 --fps source',
      '<%= config.bin %> animate https://example.com/talk.mp4 --template 20001',
      '<%= config.bin %> animate *.mp4 -o gifs/ -w 320',
      '$ cat talk.mp4 | <%= config.bin %> animate - -o - --format webp > talk.webp',
    ].join('\n'),
  ];

  static override args = {
    input: Args.string({
      description:
        'Path, URL, or - for standard input. Several inputs give one result each. A last argument that ends in .gif or .webp, or is a folder, is the output.',
      multiple: true,
    }),
  };

  static override flags = grouped({
    ...optionFlags,
    input: Flags.string({
      char: 'i',
      description: 'Input. With -i, the only argument is the output.',
      helpValue: '<path>',
      multiple: true,
      multipleNonGreedy: true,
    }),
    open: Flags.boolean({ description: "Open the result in the system's viewer." }),
    json: Flags.boolean({
      description: 'Print results and errors as JSON; with several inputs, one line for each.',
    }),
    quiet: Flags.boolean({ description: 'Print nothing but errors.' }),
    verbose: Flags.boolean({ char: 'v', description: 'Print timings, and the log of an error.' }),
  });

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Animate);
    const { output, ...options } = optionsOf(flags);
    const { json = false, quiet = false, verbose = false, open = false } = flags as Record<string, boolean>;
    const places = placesOf({
      words: argv as string[],
      inputs: (flags.input as string[] | undefined) ?? [],
      output: output as string | undefined,
    });
    refuseStreams(places, { json, open });
    if (typeof options.template === 'string') {
      options.template = await readTemplate(options.template);
    }
    const targets = targetsOf(places, await formatOf(options));
    const interrupt = interruptible();
    const tidy = targets.folder === undefined ? undefined : await resultFolder(targets.folder);
    const several = targets.list.length > 1;
    const shown = { json, quiet, verbose, several };
    const context = { options, signal: interrupt.signal };
    try {
      const [target] = targets.list;
      if (several) {
        const { done, exitCode } = await runSeveral(targets.list, context, shown);
        process.exitCode = exitCode;
        if (done === 0) return;
      } else if (target !== undefined) {
        const display = quiet ? undefined : new ProgressDisplay(process.stderr);
        report(await runJob(target, { ...context, display }), target, shown);
      }
      if (open && !interrupt.signal.aborted) await openTargets(targets);
    } catch (error) {
      if (places.output === '-' && isBrokenPipe(error)) {
        process.exitCode = BROKEN_PIPE;
        return;
      }
      const exitCode = exitCodeOf(interrupt.signal);
      throw exitCode === undefined ? withReason(error, places) : Object.assign(error as object, { exitCode });
    } finally {
      await tidy?.();
      interrupt.release();
    }
  }
}

/** The exit code of a program that SIGPIPE ended: `| head` is not an error. */
const BROKEN_PIPE = 141;

function isBrokenPipe(error: unknown): boolean {
  return (error as { cause?: { code?: unknown } }).cause?.code === 'EPIPE';
}

function refuseStreams({ inputs, output }: Places, { json, open }: { json: boolean; open: boolean }): void {
  if (inputs.includes('-') && process.stdin.isTTY) {
    throw new UsageError(
      'The input - is standard input, which is a terminal',
      'Pipe a video into the command, or give its path.',
    );
  }
  if (output !== '-') return;
  if (open) throw new UsageError('--open cannot open standard output (-o -)', 'Name a file with -o.');
  if (json) throw new UsageError('The output cannot go to stdout, because --json prints there', 'Name a file with -o.');
  if (process.stdout.isTTY) {
    throw new UsageError(
      'The output cannot go to stdout, because stdout is a terminal',
      'Name a file with -o, or redirect stdout to a file or a pipe.',
    );
  }
}

// Needed for the name of the file only; animate() reports what is wrong with a format or template.
async function formatOf({ format, template }: Readonly<Record<string, unknown>>): Promise<string> {
  const word = String(format ?? '')
    .toLowerCase()
    .replace(/^\./, '');
  if (word === 'gif' || word === 'webp') return word;
  if (format !== undefined || template === undefined) return 'gif';
  const { templates } = await import('@cliploop/core');
  return (typeof template === 'number' ? templates.get(template) : templates.check(template)).format;
}

async function openTargets({ list, folder }: Targets): Promise<void> {
  const { openResult } = await import('../files/open-result.js');
  const path = list.length > 1 ? (folder ?? '.') : (list[0]?.output ?? '.');
  const problem = await openResult(path);
  if (problem !== undefined) process.stderr.write(`Warning: ${path} was not opened: ${problem}\n`);
}

/** Adds a note to an error: that the output was the last argument, or that the input is a folder. */
function withReason(error: unknown, { inputs: [input = ''], output, understood }: Places): unknown {
  const { code } = error as { code?: unknown };
  if (code === 'OUTPUT_EXISTS' && understood) {
    return withNote(error, `${output} was taken as the output because it is the last argument.`);
  }
  if (code === 'INPUT_UNREADABLE' && isFolder(input)) {
    return withNote(error, `To animate the files in it, run \`cliploop animate ${join(input, '*')} -o folder/\`.`);
  }
  return error;
}
