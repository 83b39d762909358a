/** Functions that end the time of an undo, for each one that is shown. */
export const undoEnds = new Set<() => Promise<void>>();

/** Ends the time of every undo that is shown. */
export async function endEveryUndo(): Promise<void> {
  await Promise.all([...undoEnds].map((end) => end()));
}
