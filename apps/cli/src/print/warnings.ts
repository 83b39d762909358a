import type { Warning } from '@cliploop/core';
import { warningText } from '@cliploop/core/schema';
import { flagOf } from '../flags/option-flags.js';
import type { ProgressDisplay } from '../progress/progress-display.js';

/** The part of a plan that is printed. */
export interface ToldPlan {
  warnings: readonly Warning[];
}

/**
 * Prints the warnings of a plan before the first frame is encoded, each on a line above the bar.
 *
 * @param file The input, printed before each warning when there are several inputs.
 * @returns The codes of the printed warnings, which the report of the result leaves out.
 */
export function tellPlan({ warnings }: ToldPlan, display: ProgressDisplay | undefined, file?: string): string[] {
  if (display === undefined) return [];
  for (const warning of warnings) display.note(warningLine(warning, file));
  return warnings.map(({ code }) => code);
}

/** A warning as one line, with the names of the flags, and the file when there are several inputs. */
export function warningLine(warning: Warning, file?: string): string {
  return `Warning ${warning.code}: ${file === undefined ? '' : `${file}: `}${warningText(warning, flagOf)}`;
}
