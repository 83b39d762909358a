import type { AnimateResult } from '@cliploop/core';
import { formatBytes, formatRows, formatSeconds } from './format.js';
import { warningLine } from './warnings.js';

export interface PrintOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  /** Whether there are several jobs: each prints one line of JSON, with its input and output. */
  several: boolean;
}

/**
 * Prints a result: one line and its warnings, or JSON on stdout.
 *
 * @param printedWarnings Codes of the warnings that were printed before encoding. They are not printed again.
 */
export function printResult(
  { result, printedWarnings }: { result: AnimateResult; printedWarnings: readonly string[] },
  job: { input: string; output: string },
  options: PrintOptions,
): void {
  const { json, quiet, verbose, several } = options;
  if (json) {
    process.stdout.write(
      several ? `${JSON.stringify({ ...job, ...result })}\n` : `${JSON.stringify(result, null, 2)}\n`,
    );
    return;
  }
  if (quiet) return;
  for (const warning of result.warnings) {
    if (!printedWarnings.includes(warning.code))
      process.stderr.write(`${warningLine(warning, several ? job.input : undefined)}\n`);
  }
  const { width, height, frames, duration, size, timings, fitted, seam } = result;
  const toStdout = job.output === '-';
  const count = `${frames} ${frames === 1 ? 'frame' : 'frames'}`;
  // The settings were chosen by --max-bytes.
  const settings = fitted ? `, quality ${fitted.quality}, ${Number(fitted.fps.toFixed(2))} fps` : '';
  const ends = seam?.moved ? `, from ${formatSeconds(result.start)} to ${formatSeconds(result.end)}` : '';
  const jump = seam ? `, jump ${seam.jump.toFixed(1)} (was ${seam.jumpBefore.toFixed(1)})` : '';
  (toStdout ? process.stderr : process.stdout).write(
    `${toStdout ? 'stdout' : job.output}: ${width}x${height}, ${count}, ${formatSeconds(duration)}, ${formatBytes(size)} (${size} bytes)${settings}${ends}${jump}\n`,
  );
  if (verbose) {
    process.stderr.write(
      formatRows(Object.entries(timings).map(([stage, ms]) => [stage, `${ms.toFixed(1)} ms`] as const)),
    );
  }
}
