/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult
 * @typedef {{ success: boolean, testResults: FileResult[] }} VitestReport
 */

/**
 * Counts tests; a file that could not even be loaded counts as one failure, and so does an error outside any test.
 * @param {VitestReport} report of vitest's json reporter
 * @returns {import('./outcome.js').Outcome}
 */
export function readVitestReport({ success, testResults }) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const { status, assertionResults } of testResults) {
    const count = (/** @type {string} */ wanted) => assertionResults.filter((test) => test.status === wanted).length;
    passed += count('passed');
    failed += count('failed') || (status === 'failed' ? 1 : 0);
    skipped += assertionResults.length - count('passed') - count('failed');
  }
  if (!success && failed === 0) failed = 1;
  return skipped > 0 ? { passed, failed, note: `${skipped} skipped` } : { passed, failed };
}
