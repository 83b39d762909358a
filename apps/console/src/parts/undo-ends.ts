/** Functions that end the time of an undo, for each one that is shown or whose end is not complete. */
export const undoEnds = new Set<() => Promise<void>>();

/** Ends the time of every undo, and waits until what they announced is done. */
export async function endEveryUndo(): Promise<void> {
  while (undoEnds.size > 0) await Promise.all([...undoEnds].map((end) => end()));
}
