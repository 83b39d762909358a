import type { Plan } from '@cliploop/core';
import { warningLine } from '../print/warnings.js';
import type { ProgressDisplay } from './progress-display.js';

/**
 * Prints the warnings of a plan before the first frame is encoded, each on a line above the progress bar.
 *
 * @param input Printed before each warning if there are several inputs.
 * @returns The codes of the printed warnings, which are not printed again with the result.
 */
export function printPlanWarnings(
  { warnings }: Pick<Plan, 'warnings'>,
  display: ProgressDisplay | undefined,
  input?: string,
): string[] {
  if (display === undefined) return [];
  for (const warning of warnings) display.printAbove(warningLine(warning, input));
  return warnings.map(({ code }) => code);
}
