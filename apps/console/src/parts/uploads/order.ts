import type { UploadItem, UploadState } from './upload-list.ts';

/** The list stays in the order of the files up to this number of them. */
const FEW = 20;

/** What needs the user or moves is first, and what is over is last. */
const ranks: Readonly<Record<UploadState, number>> = {
  ...{ failed: 0, interrupted: 0, sending: 1, reading: 1, paused: 2, waiting: 3, done: 4 },
};

/** The order in which a list shows uploads. In a long one, those that matter now would be far below the others. */
export function inOrder(items: readonly UploadItem[]): readonly UploadItem[] {
  return items.length <= FEW ? items : items.toSorted((a, b) => ranks[a.state] - ranks[b.state]);
}

/** Percentage of all bytes that the service has. */
export function progressOf(items: readonly UploadItem[]): number {
  const total = items.reduce((sum, { size }) => sum + size, 0);
  const sent = items.reduce(
    (sum, { state, size, sent }) => sum + (state === 'reading' || state === 'done' ? size : sent),
    0,
  );
  return total === 0 ? 0 : (100 * sent) / total;
}
