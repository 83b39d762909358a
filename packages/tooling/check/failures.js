/** @typedef {import('./run-checks.js').CheckResult} CheckResult */

/** An error can be a whole answer of a server in one line. */
const longestError = 300;

/** @param {import('./outcome.js').Failure} failure @returns {string[]} */
const lines = ({ name, error }) => [
  `  ${name}`,
  ...(error === undefined ? [] : [`    ${error.slice(0, longestError)}`]),
];

/**
 * @param {CheckResult} result
 * @returns {string[]}
 */
function section({ name, outcome: { failed, failures = [], note } }) {
  const listed = failures.flatMap(lines);
  // Checks of other programs count failures that only their log names.
  const others = failed - failures.length;
  const reason = note ?? 'see the log above';
  return [name, ...listed, ...(others > 0 ? [`  ${others} ${listed.length > 0 ? 'more ' : ''}failed: ${reason}`] : [])];
}

/**
 * @param {CheckResult[]} results
 * @returns {string} the failed tests by check, each with the first line of its error; empty when nothing failed
 */
export function listFailures(results) {
  const sections = results.filter(({ outcome }) => outcome.failed > 0).map(section);
  return sections.length === 0 ? '' : ['Failed:', ...sections.flat()].join('\n');
}

/**
 * @param {CheckResult[]} results
 * @returns {string} the tests that passed at their second attempt, each with the first line of its first error; empty when there are none
 */
export function listRepeated(results) {
  const repeated = results.flatMap(({ outcome }) => outcome.repeated ?? []);
  return repeated.length === 0 ? '' : ['Passed at the second attempt:', ...repeated.flatMap(lines)].join('\n');
}
