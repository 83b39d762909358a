import type { Plan, Warning } from '@cliploop/core';
import { warningText } from '@cliploop/core/schema';
import { flagOf } from '../flags/option-flags.js';
import type { ProgressDisplay } from '../progress/progress-display.js';

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

/** A warning as one line, with the names of flags, and with the input if there are several. */
export function warningLine(warning: Warning, input?: string): string {
  return `Warning ${warning.code}: ${input === undefined ? '' : `${input}: `}${warningText(warning, flagOf)}`;
}
