/** @typedef {import('./list.js').Check} Check */

/**
 * @param {string} heading
 * @param {string[]} lines
 */
const section = (heading, lines) => [heading, ...lines.map((line) => `  ${line}`), ''];

/**
 * @param {Check[]} checks
 * @returns {string} the help of `npm test`
 */
export function help(checks) {
  const groups = [...new Set(checks.map(({ group }) => group))];
  const width = Math.max(...groups.map((group) => group.length));
  const names = (/** @type {string} */ group) =>
    checks.filter((check) => check.group === group).map(({ name, onlyInAll }) => (onlyInAll ? `${name}*` : name));
  return [
    'Usage: npm test -- [CHECK | FILE]... [OPTIONS]',
    '',
    ...section('Checks (without arguments: all but those with *)', [
      ...groups.map((group) => `${group.padEnd(width)}  ${names(group).join('  ')}`),
    ]),
    ...section('Options', [
      '--all           run every check, with the settings of CI',
      '--force         run every check again (default: reuse the results of unchanged checks)',
      '--changed       run what is affected by the changes since the branch main',
      '-u, --update    update snapshots and the generated tables in the READMEs',
      '-w, --watch     run tests again when a file changes',
      '-t NAME         run only tests whose name matches this regular expression',
      '--node VERSION  run with this version of Node, such as 24 or 24.1.0, which is installed from npm',
      '-h, --help      print this help',
    ]),
    ...section('Examples', [
      'npm test -- typecheck packages/vod              two checks',
      'npm test -- packages/core/src/animate.test.ts   one test file (or folder)',
      'npm test -- --watch packages/core/src           the tests of a folder, again after each change',
      'npm test -- docs -u                             update the tables in the READMEs',
    ]),
  ].join('\n');
}
