import type { AnimateOptions, AnimateResult, Progress } from '@cliploop/core';
import { tellPlan } from '../print/warnings.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { Target } from './create-jobs.js';

export interface JobContext {
  /** The options except the input, the output and the callbacks. */
  options: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
  /** There are several inputs: warnings name theirs. */
  several?: boolean;
  /** Absent: no progress is shown. */
  display?: ProgressDisplay | undefined;
}

export interface JobOutcome {
  result: AnimateResult;
  /** Codes of the warnings that were printed before encoding. */
  told: readonly string[];
}

/** Runs a job and shows its progress. The display is cleared when the job ends or fails. */
export async function runJob(
  { input, output }: Target,
  { options, signal, several, display }: JobContext,
): Promise<JobOutcome> {
  const { animate } = await import('@cliploop/core');
  const told: string[] = [];
  let planned = 0;
  try {
    const result = await animate({
      ...options,
      input: input === '-' ? process.stdin : input,
      output: output === '-' ? process.stdout : output,
      signal,
      onPlan: (plan) => {
        planned = plan.frames ?? 0;
        told.push(...tellPlan(plan, display, several ? input : undefined));
      },
      onProgress: (progress) => display?.show(withExpected(progress, planned)),
    } as AnimateOptions);
    return { result, told };
  } finally {
    display?.clear();
  }
}

/**
 * Fills in the expected frames from the plan when the engine does not know them, as with --fps source: the plan has the frame
 * rate of the source times the length of the segment. A source with more frames than that has no total.
 */
export function withExpected(progress: Progress, planned: number): Progress {
  return progress.expectedFrames > 0 || progress.frames > planned ? progress : { ...progress, expectedFrames: planned };
}
