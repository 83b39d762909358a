import type { Failure } from '../errors/failure.js';
import { failureOf } from '../errors/failure-of.js';
import { printFailure } from '../errors/print-failure.js';
import { type ReportOptions, report } from '../print/print-result.js';
import { ProgressDisplay } from '../progress/progress-display.js';
import type { Target } from './create-jobs.js';
import { exitCodeOf } from './interrupt.js';
import { type JobContext, runJob } from './run-job.js';

/**
 * Runs jobs one after another. A failed job does not stop the others. A signal stops all jobs; so does a wrong option, whose
 * error is thrown.
 *
 * @returns The number of results, and the exit code: 0, that of the first failure, or that of the signal.
 */
export async function runSeveral(
  list: readonly Target[],
  context: Omit<JobContext, 'display'>,
  shown: ReportOptions,
): Promise<{ done: number; exitCode: number }> {
  const failed: { input: string; exitCode: number }[] = [];
  let done = 0;
  for (const [index, target] of list.entries()) {
    if (context.signal.aborted) break;
    const display = shown.quiet ? undefined : new ProgressDisplay(process.stderr, `${index + 1}/${list.length}`);
    try {
      report(await runJob(target, { ...context, several: true, display }), target, shown);
      done++;
    } catch (error) {
      if (context.signal.aborted) break;
      const failure = failureOf(error);
      if (failure === undefined) continue;
      if (concernsAll(failure)) throw error;
      tell(target, failure, shown);
      failed.push({ input: target.input, exitCode: failure.exitCode });
    }
  }
  const stopped = exitCodeOf(context.signal);
  if (!shown.json && !shown.quiet) process.stderr.write(`${summary(list.length, done, failed, context.signal)}\n`);
  return { done, exitCode: stopped ?? failed[0]?.exitCode ?? 0 };
}

// An error of the installation, or of an option before any input is opened, affects every input, so it is reported once.
// A percentage that is too small for one video may fit the next.
function concernsAll({ code, stage, option }: Failure): boolean {
  return code === 'NATIVE_MISSING' || (stage === 'options' && option !== 'input');
}

function tell(target: Target, failure: Failure, { json, verbose }: ReportOptions): void {
  if (json) {
    const { stack: _, log = [], ...error } = failure;
    process.stdout.write(`${JSON.stringify({ ...target, error: { ...error, ...(log.length > 0 && { log }) } })}\n`);
    return;
  }
  printFailure({ ...failure, message: `${target.input}: ${failure.message}` }, { json: false, verbose });
}

function summary(all: number, done: number, failed: readonly { input: string }[], signal: AbortSignal): string {
  const stopped = signal.aborted ? `, stopped by ${(signal.reason as Error).message}` : '';
  const names = failed.length === 0 ? '' : `, ${failed.length} failed: ${failed.map(({ input }) => input).join(', ')}`;
  return `${done} of ${all} done${names}${stopped}`;
}
