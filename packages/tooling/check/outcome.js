/**
 * The result of a check. `note` is the reason why something was left out or could not run.
 * @typedef {{ passed: number, failed: number, note?: string }} Outcome
 */

/**
 * The outcome of a check that is one test.
 * @param {boolean} ok
 * @returns {Outcome}
 */
export const single = (ok) => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/**
 * @param {Outcome[]} outcomes
 * @returns {Outcome} with the notes, each once
 */
export function sum(outcomes) {
  const notes = [...new Set(outcomes.flatMap(({ note }) => note ?? []))];
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failed: outcomes.reduce((total, { failed }) => total + failed, 0),
    ...(notes.length > 0 && { note: notes.join(', ') }),
  };
}
