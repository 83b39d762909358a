import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../setup/paths.js';

/**
 * @typedef {{ status: string, ancestorTitles: string[], title: string, failureMessages?: string[] }} TestResult
 * @typedef {{ status: string, name: string, message?: string, assertionResults: TestResult[] }} FileResult
 * @typedef {{ message: string, file?: string, test?: string }} UnhandledError `test`: the one that ran at the time, if any
 * @typedef {{ success: boolean, testResults: FileResult[], unhandledErrors?: UnhandledError[] }} VitestReport
 * @typedef {import('./outcome.js').Failure} Failure
 */

/**
 * @param {string} name
 * @param {string} [message] an error with its stack
 * @returns {Failure}
 */
function failure(name, message = '') {
  const error = stripVTControlCharacters(message)
    .split('\n')
    .find((line) => line.trim() !== '');
  return error === undefined ? { name } : { name, error: error.trim() };
}

/** @param {FileResult} file @param {TestResult} test @returns {Failure} */
const failureOf = ({ name }, { ancestorTitles, title, failureMessages }) =>
  failure([relative(root, name), ...ancestorTitles, title].join(' > '), failureMessages?.[0]);

/** @param {FileResult} file @returns {Failure[]} its failed tests, or the file itself if it could not be loaded */
function failuresOf(file) {
  const tests = file.assertionResults.filter(({ status }) => status === 'failed');
  if (tests.length > 0) return tests.map((test) => failureOf(file, test));
  return file.status === 'failed' ? [failure(relative(root, file.name), file.message)] : [];
}

/** @param {FileResult} file @returns {Failure[]} the first failures of its tests that passed at a second attempt */
const repeatedOf = (file) =>
  file.assertionResults
    .filter(({ status, failureMessages = [] }) => status === 'passed' && failureMessages.length > 0)
    .map((test) => failureOf(file, test));

/** @param {UnhandledError} error @returns {Failure} */
const unhandledFailure = ({ message, file, test }) =>
  failure(
    ['an error outside the tests', ...(file ? [relative(root, file)] : []), ...(test ? [test] : [])].join(' > '),
    message,
  );

/**
 * Counts tests; a file that could not even be loaded counts as one failure, and so does an error outside any test.
 * @param {VitestReport} report of `vitest/report.ts`
 * @returns {import('./outcome.js').Outcome}
 */
export function readVitestReport({ success, testResults, unhandledErrors = [] }) {
  const statuses = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const passed = statuses.filter((status) => status === 'passed').length;
  const skipped = statuses.filter((status) => status !== 'passed' && status !== 'failed').length;
  const failures = [...testResults.flatMap(failuresOf), ...unhandledErrors.map(unhandledFailure)];
  const repeated = testResults.flatMap(repeatedOf);
  if (!success && failures.length === 0)
    failures.push({ name: 'an error outside the tests', error: 'see the log above' });
  return {
    passed,
    failed: failures.length,
    ...(skipped > 0 && { note: `${skipped} skipped` }),
    ...(failures.length > 0 && { failures }),
    ...(repeated.length > 0 && { repeated }),
  };
}
