import type { ProgressDisplay } from './progress-display.js';

/** What is known of a job before its first frame is encoded. */
export interface ToldPlan {
  warnings: readonly PlanWarning[];
}

interface PlanWarning {
  code: string;
  message: string;
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

/** A warning as one line. */
export function warningLine({ code, message }: PlanWarning): string {
  return `Warning ${code}: ${message}`;
}
