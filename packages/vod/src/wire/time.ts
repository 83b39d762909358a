/** Formats a time with whole seconds: `2026-01-05T08:00:00Z`. A missing time is empty text. */
export function wireTime(time: Date | null | undefined): string {
  return time ? `${time.toISOString().slice(0, 19)}Z` : '';
}
