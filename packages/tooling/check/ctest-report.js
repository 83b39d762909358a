/** @typedef {import('./outcome.js').Outcome} Outcome */

/**
 * Counts the tests of one program: the test cases of a doctest program, or one for any other program.
 * @param {string} head the opening tag of its <testcase>
 * @param {string} body its content
 * @returns {Outcome}
 */
function program(head, body) {
  const ok = /status="run"/.test(head);
  const doctest = /\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed/.exec(body);
  if (!doctest) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  // A sanitizer may fail the program after its last test case has passed.
  return { passed: Number(doctest[1]), failed: Math.max(Number(doctest[2]), ok ? 0 : 1) };
}

/**
 * @param {string} xml what `ctest --output-junit` wrote
 * @returns {Outcome}
 */
export function readCtestReport(xml) {
  let passed = 0;
  let failed = 0;
  for (const [, head = '', body = ''] of xml.matchAll(/<testcase ([^>]*)>([\s\S]*?)<\/testcase>/g)) {
    const outcome = program(head, body);
    passed += outcome.passed;
    failed += outcome.failed;
  }
  return passed + failed === 0 ? { passed, failed: 1, note: 'no test ran' } : { passed, failed };
}
