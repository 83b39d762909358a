import type { AnimateOptions, AnimateResult } from '@cliploop/core';
import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { exitCodeOf, interruptible } from '../lib/interrupt.js';
import { optionFlags, optionsOf } from '../lib/option-flags.js';
import { outputName } from '../lib/output-name.js';
import { ProgressDisplay } from '../lib/progress-display.js';
import { byteSize, listing, seconds } from '../lib/words.js';

export default class Animate extends Command {
  static override description =
    'Make an animated GIF or WebP of a segment of a video.\nWithout -o the result is <input name>.<format> in the working folder.';

  static override examples = [
    '<%= config.bin %> animate talk.mp4 --start 1:30 --duration 4 --width 480',
    '<%= config.bin %> animate talk.mp4 -o end.webp --start=-3 --fps source',
    '<%= config.bin %> animate https://example.com/talk.mp4 -o talk.gif --template 20000',
    'cat talk.mp4 | <%= config.bin %> animate - -o - --format webp > talk.webp',
  ];

  static override args = {
    input: Args.string({ description: 'path, file:, http: or https: URL, or - for standard input', required: true }),
  };

  static override flags = {
    ...optionFlags,
    json: Flags.boolean({ description: 'Print the result, or the error, as one JSON object on stdout.' }),
    quiet: Flags.boolean({ description: 'Print nothing but errors.' }),
    verbose: Flags.boolean({ description: 'Print timings, and what libav logged about an error.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Animate);
    const { animate, CliploopError } = await import('@cliploop/core');
    const given = optionsOf(flags);
    if (typeof given.template === 'string') {
      const { readTemplate } = await import('../lib/template-file.js');
      given.template = await readTemplate(given.template);
    }
    const toStdout = given.output === '-';
    if (toStdout && (flags.json || process.stdout.isTTY)) {
      const why = flags.json ? '--json needs stdout for itself' : 'a terminal cannot show it';
      throw new CliploopError('INVALID_OPTION', `The output cannot go to stdout: ${why}`, {
        stage: 'options',
        option: 'output',
      });
    }
    const path = typeof given.output === 'string' ? given.output : outputName(args.input, await formatOf(given));
    const interrupt = interruptible();
    const display = flags.quiet ? undefined : new ProgressDisplay(process.stderr);
    try {
      const result = await animate({
        ...given,
        input: args.input === '-' ? process.stdin : args.input,
        output: toStdout ? process.stdout : path,
        signal: interrupt.signal,
        onProgress: (progress) => display?.show(progress),
      } as AnimateOptions);
      display?.clear();
      this.report(result, path, flags, toStdout);
    } catch (error) {
      display?.clear();
      const exitCode = exitCodeOf(interrupt.signal);
      throw exitCode === undefined ? error : Object.assign(error as object, { exitCode });
    } finally {
      interrupt.release();
    }
  }

  private report(result: AnimateResult, path: string, flags: Record<string, unknown>, toStdout: boolean): void {
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      return;
    }
    if (flags.quiet) return;
    for (const { code, message } of result.warnings) process.stderr.write(`Warning ${code}: ${message}\n`);
    const { width, height, frames, duration, size, timings } = result;
    const screen = toStdout ? process.stderr : process.stdout;
    screen.write(
      `${toStdout ? 'stdout' : path}: ${width}x${height}, ${frames} ${frames === 1 ? 'frame' : 'frames'}, ${seconds(duration)}, ${byteSize(size)} (${size} bytes)\n`,
    );
    if (flags.verbose) {
      process.stderr.write(
        listing(Object.entries(timings).map(([stage, ms]) => [stage, `${ms.toFixed(1)} ms`] as const)),
      );
    }
  }
}

// Only the name of the file needs it here; what is wrong with a template is for animate() to say.
async function formatOf({ format, template }: Record<string, unknown>): Promise<string> {
  if (typeof format === 'string') return format;
  if (template === undefined) return 'gif';
  const { templates } = await import('@cliploop/core');
  return (typeof template === 'number' ? templates.get(template) : templates.check(template)).format;
}
