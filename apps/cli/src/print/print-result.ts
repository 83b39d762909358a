import type { Target } from '../jobs/create-jobs.js';
import type { JobOutcome } from '../jobs/run-job.js';
import { byteSize, listing, seconds } from './format.js';
import { warningLine } from './warnings.js';

export interface ReportOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  /** There are several results: JSON is on one line, with the input and the output. */
  several: boolean;
}

/** Prints a result: a line and warnings, or JSON on stdout. Warnings that were printed before encoding are left out. */
export function report({ result, told }: JobOutcome, target: Target, options: ReportOptions): void {
  const { json, quiet, verbose, several } = options;
  if (json) {
    process.stdout.write(
      several ? `${JSON.stringify({ ...target, ...result })}\n` : `${JSON.stringify(result, null, 2)}\n`,
    );
    return;
  }
  if (quiet) return;
  for (const warning of result.warnings) {
    if (!told.includes(warning.code))
      process.stderr.write(`${warningLine(warning, several ? target.input : undefined)}\n`);
  }
  const { width, height, frames, duration, size, timings } = result;
  const toStdout = target.output === '-';
  const count = `${frames} ${frames === 1 ? 'frame' : 'frames'}`;
  (toStdout ? process.stderr : process.stdout).write(
    `${toStdout ? 'stdout' : target.output}: ${width}x${height}, ${count}, ${seconds(duration)}, ${byteSize(size)} (${size} bytes)\n`,
  );
  if (verbose) {
    process.stderr.write(
      listing(Object.entries(timings).map(([stage, ms]) => [stage, `${ms.toFixed(1)} ms`] as const)),
    );
  }
}
