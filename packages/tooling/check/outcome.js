/**
 * What a check found. `note` says why something was left out or could not run.
 * @typedef {{ passed: number, failed: number, note?: string }} Outcome
 * @typedef {{ name: string, run: () => Promise<Outcome>, onlyInCi?: boolean }} Check
 */

/**
 * A check that is one test.
 * @param {boolean} ok
 * @returns {Outcome}
 */
export const single = (ok) => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/**
 * @param {Outcome[]} outcomes
 * @returns {Outcome}
 */
export const sum = (outcomes) => ({
  passed: outcomes.reduce((total, { passed }) => total + passed, 0),
  failed: outcomes.reduce((total, { failed }) => total + failed, 0),
});
