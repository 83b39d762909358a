import type { AnimateOptions, AnimateResult } from '@cliploop/core';
import type { ProgressDisplay } from './progress-display.js';
import type { Target } from './targets.js';
import { tellPlan } from './tell-plan.js';

export interface JobContext {
  /** The options except the input, the output and the callbacks. */
  options: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
  /** Absent: no progress is shown. */
  display?: ProgressDisplay | undefined;
}

export interface JobOutcome {
  result: AnimateResult;
  /** Codes of the warnings that were printed before encoding. */
  told: readonly string[];
}

/** Runs a job and shows its progress. The display is cleared when the job ends or fails. */
export async function runJob({ input, output }: Target, { options, signal, display }: JobContext): Promise<JobOutcome> {
  const { animate } = await import('@cliploop/core');
  const told: string[] = [];
  try {
    const result = await animate({
      ...options,
      input: input === '-' ? process.stdin : input,
      output: output === '-' ? process.stdout : output,
      signal,
      onPlan: (plan) => void told.push(...tellPlan(plan, display)),
      onProgress: (progress) => display?.show(progress),
    } as AnimateOptions);
    return { result, told };
  } finally {
    display?.clear();
  }
}
