import type { AnimateOptions, AnimateResult, Plan, Progress } from '@cliploop/core';
import { printPlanWarnings } from '../progress/plan-warnings.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { Job } from './create-jobs.js';
import { canReadTwice, mayBeLarge, measureSize } from './size-hint.js';

export interface JobContext {
  /** The options of animate() except the input, the output and the callbacks. */
  options: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
  /** Whether there are several inputs: warnings then name theirs. */
  several?: boolean;
  /** Absent: no progress is shown. */
  display?: ProgressDisplay | undefined;
  /** Whether the size of a job that may be large is measured for its warning. */
  hint?: boolean;
}

interface JobOutcome {
  result: AnimateResult;
  /** Codes of the warnings that were printed before encoding. */
  printedWarnings: readonly string[];
}

/** Runs a job and shows its progress, which is cleared when the job ends. */
export async function runJob(
  { input, output }: Job,
  { options, signal, several, display, hint = false }: JobContext,
): Promise<JobOutcome> {
  const { animate } = await import('@cliploop/core');
  const printedWarnings: string[] = [];
  const print = (plan: Pick<Plan, 'warnings'>): void => {
    printedWarnings.push(...printPlanWarnings(plan, display, several ? input : undefined));
  };
  let plannedFrames = 0;
  let measuring: Promise<void> | undefined;
  const ended = new AbortController();
  try {
    const result = await animate({
      ...options,
      input: input === '-' ? process.stdin : input,
      output: output === '-' ? process.stdout : output,
      signal,
      onPlan: (plan) => {
        plannedFrames = plan.frames ?? 0;
        if (!(hint && mayBeLarge(plan) && canReadTwice(input))) return print(plan);
        // Beside the job, so that it does not start later.
        const both = AbortSignal.any([signal, ended.signal]);
        measuring = measureSize({ ...options, input, signal: both } as AnimateOptions).then((warnings) => {
          if (warnings === undefined) return;
          print({ warnings });
          printedWarnings.push('LARGE_OUTPUT');
        });
      },
      onProgress: (progress) => display?.show(withExpectedFrames(progress, plannedFrames)),
    } as AnimateOptions);
    return { result, printedWarnings };
  } finally {
    ended.abort();
    await measuring;
    display?.clear();
  }
}

/**
 * Takes the expected frames from the plan if the engine does not know them, as with --fps source: the plan multiplies the frame
 * rate of the source by the length of the segment. If the source has more frames than planned, the total stays unknown.
 */
export function withExpectedFrames(progress: Progress, plannedFrames: number): Progress {
  return progress.expectedFrames > 0 || progress.frames > plannedFrames
    ? progress
    : { ...progress, expectedFrames: plannedFrames };
}
