/** @typedef {import('./run-checks.js').CheckResult} CheckResult */

/** @param {CheckResult} result */
function line({ name, seconds, cached, outcome: { passed, failed, note } }) {
  const time = cached ? 'cached' : seconds.toFixed(1);
  const counts = `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`;
  return `${name.padEnd(18)}${time.padStart(8)}  ${counts}${note ? ` (${note})` : ''}`;
}

/**
 * @param {CheckResult[]} results
 * @returns {string} a line for each check, the longest first
 */
export function table(results) {
  const sorted = [...results].sort((a, b) => b.seconds - a.seconds);
  return [`${'check'.padEnd(18)}${'seconds'.padStart(8)}  result`, ...sorted.map(line)].join('\n');
}
