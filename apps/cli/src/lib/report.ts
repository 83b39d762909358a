import type { JobOutcome } from './job.js';
import type { Target } from './targets.js';
import { warningLine } from './tell-plan.js';
import { byteSize, listing, seconds } from './words.js';

export interface ReportOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  /** One of several results: JSON on one line, with the names of its files. */
  several: boolean;
}

/** Tells of a result: as a line and warnings, or as JSON on stdout. Warnings that the job told of before are left out. */
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
    if (!told.includes(warning.code)) process.stderr.write(`${warningLine(warning)}\n`);
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
