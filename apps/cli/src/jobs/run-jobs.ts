import { type Failure, toFailure } from '../errors/failure.js';
import { failureJson, printFailure } from '../errors/print-failure.js';
import { type PrintOptions, printResult } from '../print/print-result.js';
import { ProgressDisplay } from '../progress/progress-display.js';
import type { Job } from './create-jobs.js';
import { signalExitCode } from './interrupt.js';
import { type JobContext, runJob } from './run-job.js';

/**
 * Runs jobs one after another. A failed job does not stop the others. A signal stops all jobs; so does a wrong option, whose
 * error is thrown.
 *
 * @returns The number of results, and the exit code: 0, that of the first failure, or that of the signal.
 */
export async function runJobs(
  jobs: readonly Job[],
  context: Omit<JobContext, 'display'>,
  print: PrintOptions,
): Promise<{ done: number; exitCode: number }> {
  const failed: { input: string; exitCode: number }[] = [];
  let done = 0;
  for (const [index, job] of jobs.entries()) {
    if (context.signal.aborted) break;
    const display = print.quiet ? undefined : new ProgressDisplay(process.stderr, `${index + 1}/${jobs.length}`);
    try {
      printResult(await runJob(job, { ...context, several: true, display }), job, print);
      done++;
    } catch (error) {
      if (context.signal.aborted) break;
      const failure = toFailure(error);
      if (failure === undefined) continue;
      if (affectsAllJobs(failure)) throw error;
      printJobFailure(job, failure, print);
      failed.push({ input: job.input, exitCode: failure.exitCode });
    }
  }
  const exitCode = signalExitCode(context.signal) ?? failed[0]?.exitCode ?? 0;
  if (!print.json && !print.quiet) process.stderr.write(`${summary(jobs.length, done, failed, context.signal)}\n`);
  return { done, exitCode };
}

// An error of the installation, or of an option before any input is opened, affects every job, so it is reported once.
// A percentage that is too small for one video may fit the next.
function affectsAllJobs({ code, stage, option }: Failure): boolean {
  return code === 'NATIVE_MISSING' || (stage === 'options' && option !== 'input');
}

function printJobFailure(job: Job, failure: Failure, { json, verbose }: PrintOptions): void {
  if (json) process.stdout.write(`${JSON.stringify({ ...job, error: failureJson(failure) })}\n`);
  else printFailure({ ...failure, message: `${job.input}: ${failure.message}` }, { json: false, verbose });
}

function summary(all: number, done: number, failed: readonly { input: string }[], signal: AbortSignal): string {
  const names = failed.length === 0 ? '' : `, ${failed.length} failed: ${failed.map(({ input }) => input).join(', ')}`;
  const stopped = signal.aborted ? `, stopped by ${(signal.reason as Error).message}` : '';
  return `${done} of ${all} done${names}${stopped}`;
}
