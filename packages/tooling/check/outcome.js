/**
 * A test that failed.
 * @typedef {object} Failure
 * @property {string} name its file, if it has one, and its full name
 * @property {string} [error] the first line of its error
 *
 * The result of a check. `note` is the reason why something was left out or could not run. Some checks list no `failures`.
 * `repeated` lists tests that failed at first, and passed at their second attempt.
 * @typedef {{ passed: number, failed: number, note?: string, failures?: Failure[], repeated?: Failure[] }} Outcome
 */

/**
 * The outcome of a check that is one test.
 * @param {boolean} ok
 * @param {Failure} [failure] what failed unless `ok`
 * @returns {Outcome}
 */
export function single(ok, failure) {
  if (ok) return { passed: 1, failed: 0 };
  return { passed: 0, failed: 1, ...(failure && { failures: [failure] }) };
}

/**
 * @param {Outcome[]} outcomes
 * @returns {Outcome} with the notes, each once, and the lists of all
 */
export function sum(outcomes) {
  const notes = [...new Set(outcomes.flatMap(({ note }) => note ?? []))];
  const failures = outcomes.flatMap((outcome) => outcome.failures ?? []);
  const repeated = outcomes.flatMap((outcome) => outcome.repeated ?? []);
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failed: outcomes.reduce((total, { failed }) => total + failed, 0),
    ...(notes.length > 0 && { note: notes.join(', ') }),
    ...(failures.length > 0 && { failures }),
    ...(repeated.length > 0 && { repeated }),
  };
}
