/** Outcome of a job in a child process. */
export type Outcome =
  | { kind: 'ok'; ms: number; peakRss: number; result: OutcomeResult }
  | { kind: 'refused'; ms: number; peakRss: number; code: string; message: string; exitCode: number | null }
  | { kind: 'crash'; how: string }
  | { kind: 'hang'; ms: number };

/** Fields of a result that the child process sends as JSON. */
export interface OutcomeResult {
  format: string;
  width: number;
  height: number;
  frames: number;
  duration: number;
  start: number;
  end: number;
  size: number;
  md5: string;
  loop: number;
  warnings: { code: string; message: string }[];
  source: Record<string, unknown>;
}
