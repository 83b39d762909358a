import type { Warning } from '@cliploop/core';
import { warningText } from '@cliploop/core/schema';
import { flagOf } from './option-flags.js';
import type { ProgressDisplay } from './progress-display.js';

/** What is known of a job before its first frame is encoded. */
export interface ToldPlan {
  warnings: readonly Warning[];
}

/**
 * The one place that speaks before a job starts: a line above the bar for each warning, such as that of a large output.
 *
 * @returns The codes that were told; the report of the result leaves them out.
 */
export function tellPlan({ warnings }: ToldPlan, display: ProgressDisplay | undefined): string[] {
  if (display === undefined) return [];
  for (const warning of warnings) display.note(warningLine(warning));
  return warnings.map(({ code }) => code);
}

/** A warning as one line, with the names of the flags. */
export function warningLine(warning: Warning): string {
  return `Warning ${warning.code}: ${warningText(warning, flagOf)}`;
}
