import type { Job } from '../jobs/create-jobs.js';
import type { JobOutcome } from '../jobs/run-job.js';
import { formatBytes, formatRows, formatSeconds } from './format.js';
import { warningLine } from './warnings.js';

export interface PrintOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  /** Whether there are several jobs: each prints one line of JSON, with its input and output. */
  several: boolean;
}

/** Prints a result: one line and its warnings, or JSON on stdout. Warnings that were printed before encoding are left out. */
export function printResult({ result, printedWarnings }: JobOutcome, job: Job, options: PrintOptions): void {
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
  const { width, height, frames, duration, size, timings } = result;
  const toStdout = job.output === '-';
  const count = `${frames} ${frames === 1 ? 'frame' : 'frames'}`;
  (toStdout ? process.stderr : process.stdout).write(
    `${toStdout ? 'stdout' : job.output}: ${width}x${height}, ${count}, ${formatSeconds(duration)}, ${formatBytes(size)} (${size} bytes)\n`,
  );
  if (verbose) {
    process.stderr.write(
      formatRows(Object.entries(timings).map(([stage, ms]) => [stage, `${ms.toFixed(1)} ms`] as const)),
    );
  }
}
