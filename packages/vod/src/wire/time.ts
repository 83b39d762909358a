/** `2026-01-05T08:00:00Z`: the contract's times have whole seconds. Not set is empty text. */
export function wireTime(time: Date | null | undefined): string {
  return time ? `${time.toISOString().slice(0, 19)}Z` : '';
}
