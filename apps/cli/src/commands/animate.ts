import { join } from 'node:path';
import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { findInputsAndOutput, type InputsAndOutput } from '../arguments/inputs-and-output.js';
import { BROKEN_PIPE, checkStandardStreams, isBrokenPipe } from '../arguments/standard-streams.js';
import { withNote } from '../errors/failure.js';
import { createOutputFolder } from '../files/output-folder.js';
import { isFolder } from '../files/paths.js';
import { readTemplate } from '../files/template-file.js';
import { type Group, inHelpOrder } from '../flags/flag-help.js';
import { animateFlags, animateOptionsOf } from '../flags/option-flags.js';
import { createJobs, type Jobs } from '../jobs/create-jobs.js';
import { handleSignals, signalExitCode } from '../jobs/interrupt.js';
import { runJob } from '../jobs/run-job.js';
import { runJobs } from '../jobs/run-jobs.js';
import { printResult } from '../print/print-result.js';
import { ProgressDisplay } from '../progress/progress-display.js';

const files = { helpGroup: 'file' satisfies Group };
const general = { helpGroup: 'general' satisfies Group };

export default class Animate extends Command {
  static override summary = 'Turn a segment of a video into an animated GIF, WebP or AVIF.';

  static override usage = ['animate INPUT [OUTPUT] [FLAGS]', 'animate INPUT... -o FOLDER/ [FLAGS]'];

  static override description =
    'OUTPUT ends in .gif, .webp or .avif, or is a folder. Without OUTPUT, the result gets the name of the input, in the current folder. Each input has one result. Negative times count from the end of the video. Defaults are in brackets.';

  static override examples = [
    {
      description: 'Four seconds from 1:30, 480 pixels wide',
      command: '$ <%= config.bin %> animate talk.mp4 talk.gif -s 1:30 -t 4 -w 480',
    },
    {
      description: 'The last three seconds with all frames, as WebP',
      command: '$ <%= config.bin %> animate talk.mp4 -o end.webp --start -3 --fps source',
    },
    {
      description: 'A video on the web, with the options of a preset',
      command: '$ <%= config.bin %> animate https://example.com/talk.mp4 --template 20001',
    },
    {
      description: 'One GIF for each video, in the folder gifs',
      command: '$ <%= config.bin %> animate *.mp4 -o gifs/ -w 320',
    },
    {
      description: 'From standard input to standard output',
      command: '$ cat talk.mp4 | <%= config.bin %> animate - -o - --format webp > talk.webp',
    },
  ];

  static override args = {
    input: Args.string({ description: 'Path or URL of a video, or - for standard input.', multiple: true }),
  };

  static override flags = inHelpOrder({
    input: Flags.string({
      ...files,
      char: 'i',
      description: 'Input, as in ffmpeg. The argument is the output.',
      helpValue: '<path>',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...animateFlags,
    open: Flags.boolean({ ...files, description: 'Open the result in the default viewer.' }),
    json: Flags.boolean({
      ...general,
      description: 'Print results and errors as JSON.',
    }),
    quiet: Flags.boolean({ ...general, description: 'Print only errors.' }),
    verbose: Flags.boolean({ ...general, char: 'v', description: 'Print timings, and the log of an error.' }),
  });

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Animate);
    const { output, ...options } = animateOptionsOf(flags);
    const { json = false, quiet = false, verbose = false, open = false } = flags as Record<string, boolean>;
    const paths = findInputsAndOutput({
      args: argv as string[],
      inputs: (flags.input as string[] | undefined) ?? [],
      output: output as string | undefined,
    });
    checkStandardStreams(paths, { json, open });
    if (typeof options.template === 'string') {
      options.template = await readTemplate(options.template);
    }
    const { jobs, folder } = createJobs(paths, await formatOf(options));
    const interrupt = handleSignals();
    const removeEmptyFolders = folder === undefined ? undefined : await createOutputFolder(folder);
    const several = jobs.length > 1;
    const print = { json, quiet, verbose, several };
    const context = { options, signal: interrupt.signal, hint: !json };
    try {
      const [job] = jobs;
      if (several) {
        const { done, exitCode } = await runJobs(jobs, context, print);
        process.exitCode = exitCode;
        if (done === 0) return;
      } else if (job !== undefined) {
        const display = quiet ? undefined : new ProgressDisplay(process.stderr);
        printResult(await runJob(job, { ...context, display }), job, print);
      }
      if (open && !interrupt.signal.aborted) await openResults({ jobs, ...(folder !== undefined && { folder }) });
    } catch (error) {
      if (paths.output === '-' && isBrokenPipe(error)) {
        process.exitCode = BROKEN_PIPE;
        return;
      }
      const exitCode = signalExitCode(interrupt.signal);
      throw exitCode === undefined ? withPathNote(error, paths) : Object.assign(error as object, { exitCode });
    } finally {
      await removeEmptyFolders?.();
      interrupt.release();
    }
  }
}

// Needed only for the name of the file: animate() reports what is wrong with a format or template.
async function formatOf({ format, template, for: service }: Readonly<Record<string, unknown>>): Promise<string> {
  const name = String(format ?? '')
    .toLowerCase()
    .replace(/^\./, '');
  const { animateSchema, formatFor, isAnimationFormat } = await import('@cliploop/core/schema');
  if (isAnimationFormat(name)) return name;
  if (format !== undefined) return 'gif';
  if (template === undefined) {
    const known = animateSchema.for.field.parse(service);
    return known === undefined ? 'gif' : formatFor(known);
  }
  const { templates } = await import('@cliploop/core');
  return (typeof template === 'number' ? templates.get(template) : templates.check(template)).format;
}

async function openResults({ jobs, folder }: Jobs): Promise<void> {
  const { openResult } = await import('../files/open-result.js');
  const path = jobs.length > 1 ? (folder ?? '.') : (jobs[0]?.output ?? '.');
  const problem = await openResult(path);
  if (problem !== undefined) process.stderr.write(`Warning: cannot open ${path}: ${problem}\n`);
}

/** Adds a note to an error: that the last argument is the output, or how to animate the files of a folder. */
function withPathNote(error: unknown, { inputs: [input = ''], output, outputIsArgument }: InputsAndOutput): unknown {
  const { code } = error as { code?: unknown };
  if (code === 'OUTPUT_EXISTS' && outputIsArgument) {
    return withNote(error, `The last argument, ${output}, is the output.`);
  }
  if (code === 'INPUT_UNREADABLE' && isFolder(input)) {
    return withNote(
      error,
      `To animate the files in the folder, run \`cliploop animate ${join(input, '*')} -o folder/\`.`,
    );
  }
  return error;
}
