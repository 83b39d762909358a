import type { AnimateOptions, Plan, PlanResult, Warning } from '@cliploop/core';
import { approximateBytes } from '@cliploop/core/schema';
import { isUrl, localPath, statIfExists } from '../files/paths.js';
import { flagsText } from '../print/print-plan.js';

/** A larger output gets a hint, bytes. */
const LARGE = 50e6;
/** The estimate from the number and size of the frames can be this many times too low. */
const MOST_ERROR = 4;
/** A suggested output has at most this size, if possible, bytes. */
const SMALL = LARGE / 2;

/** Whether the output may be so large that its size is worth measuring. */
export function mayBeLarge({ estimatedBytes }: Pick<Plan, 'estimatedBytes'>): boolean {
  return estimatedBytes !== null && estimatedBytes * MOST_ERROR > LARGE;
}

/** Whether an input can be read a second time at no cost: not a stream, a pipe or a URL. */
export function canReadTwice(input: string): boolean {
  return input !== '-' && !isUrl(input) && statIfExists(localPath(input))?.isFile() === true;
}

/** The warning for a large output: "The output will be about 310 MB; --width 480 would be about 24 MB." */
export function sizeWarnings({
  estimate,
  suggestions,
  warnings,
}: Pick<PlanResult, 'estimate' | 'suggestions' | 'warnings'>): Warning[] {
  if (estimate === null || estimate.bytes <= LARGE) return warnings.filter(({ code }) => code === 'LARGE_OUTPUT');
  const smaller = suggestions.find(({ bytes }) => bytes <= SMALL) ?? suggestions.at(-1);
  const other =
    smaller === undefined ? '' : `; ${flagsText(smaller.options)} would be about ${approximateBytes(smaller.bytes)}`;
  const message = `The output will be about ${approximateBytes(estimate.bytes)}${other}.`;
  return [{ code: 'LARGE_OUTPUT', message }];
}

/** Measures the size of an output while its job runs. Returns the warnings for it, or `undefined` if it could not be measured. */
export async function measureSize(options: AnimateOptions): Promise<Warning[] | undefined> {
  const { plan } = await import('@cliploop/core');
  return plan(options).then(sizeWarnings, () => undefined);
}
