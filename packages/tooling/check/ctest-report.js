import { sum } from './outcome.js';

/**
 * @typedef {import('./outcome.js').Outcome} Outcome
 * @typedef {import('./outcome.js').Failure} Failure
 */

const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };
const errorLine = /ERROR: |runtime error: |WARNING: ThreadSanitizer/;

/**
 * The first error of each test case that failed, or of a program without test cases.
 * @param {string} name of the program
 * @param {string} output
 * @returns {Failure[]}
 */
function failuresIn(name, output) {
  /** @type {Map<string, string>} */
  const errors = new Map();
  let test = name;
  for (const line of output.split('\n')) {
    const title = /^TEST CASE:\s+(.*)/.exec(line)?.[1];
    // Errors of a sanitizer follow the last test case, often without belonging to it.
    if (/Sanitizer/.test(line)) test = name;
    else if (title !== undefined) test = `${name} > ${title}`;
    if (errorLine.test(line) && !errors.has(test)) errors.set(test, line.trim());
  }
  return errors.size === 0 ? [{ name }] : [...errors].map(([failed, error]) => ({ name: failed, error }));
}

/**
 * Counts the tests of one program: the test cases of a doctest program, or one for any other program.
 * @param {string} head the opening tag of its <testcase>
 * @param {string} body its content
 * @returns {Outcome}
 */
function program(head, body) {
  const ok = /status="run"/.test(head);
  const doctest = /\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed/.exec(body);
  const passed = doctest ? Number(doctest[1]) : ok ? 1 : 0;
  // A sanitizer may fail the program after its last test case has passed.
  const failed = Math.max(Number(doctest?.[2] ?? 0), ok ? 0 : 1);
  if (failed === 0) return { passed, failed };
  const text = body.replace(/<[^>]*>/g, '\n');
  const output = text.replace(/&(lt|gt|quot|apos|amp);/g, (entity) => entities[/** @type {'&lt;'} */ (entity)]);
  return { passed, failed, failures: failuresIn(/\bname="([^"]*)"/.exec(head)?.[1] ?? '', output) };
}

/**
 * @param {string} xml what `ctest --output-junit` wrote
 * @returns {Outcome}
 */
export function readCtestReport(xml) {
  const programs = [...xml.matchAll(/<testcase ([^>]*)>([\s\S]*?)<\/testcase>/g)];
  if (programs.length === 0) return { passed: 0, failed: 1, note: 'no test ran' };
  return sum(programs.map(([, head = '', body = '']) => program(head, body)));
}
