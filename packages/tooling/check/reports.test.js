import { describe, expect, it } from 'vitest';
import { readCtestReport } from './ctest-report.js';
import { readVitestReport } from './vitest-report.js';

/** @param {string} status @param {string} output */
const testcase = (status, output) =>
  `<testcase name="unit" classname="unit" time="1" status="${status}"><system-out>${output}</system-out></testcase>`;

describe('readCtestReport', () => {
  const summary = (/** @type {number} */ passed, /** @type {number} */ failed) =>
    `[doctest] test cases: ${passed + failed} | ${passed} passed | ${failed} failed | 0 skipped`;

  it('counts the test cases of a doctest program, and any other program as one test', () => {
    const xml = testcase('run', summary(12, 0)) + testcase('fail', summary(3, 2)) + testcase('run', 'fine');
    expect(readCtestReport(xml)).toEqual({ passed: 16, failed: 2 });
  });

  it('counts a failure when a sanitizer stops a program before or after its summary', () => {
    expect(readCtestReport(testcase('fail', 'ERROR: AddressSanitizer'))).toEqual({ passed: 0, failed: 1 });
    expect(readCtestReport(testcase('fail', `${summary(4, 0)} ERROR: LeakSanitizer`))).toEqual({
      passed: 4,
      failed: 1,
    });
  });

  it('counts a failure when no program ran', () => {
    expect(readCtestReport('<testsuite tests="0"></testsuite>')).toEqual({ passed: 0, failed: 1, note: 'no test ran' });
  });
});

describe('readVitestReport', () => {
  const passed = { status: 'passed' };
  const failed = { status: 'failed' };

  it('counts passed, failed and skipped tests', () => {
    const testResults = [
      { status: 'passed', assertionResults: [passed, { status: 'skipped' }] },
      { status: 'failed', assertionResults: [passed, failed] },
    ];
    expect(readVitestReport({ success: false, testResults })).toEqual({ passed: 2, failed: 1, note: '1 skipped' });
  });

  it('counts a failure for a file that cannot be loaded and for an error outside the tests', () => {
    const broken = [{ status: 'failed', assertionResults: [] }];
    expect(readVitestReport({ success: false, testResults: broken })).toEqual({ passed: 0, failed: 1 });
    const fine = [{ status: 'passed', assertionResults: [passed] }];
    expect(readVitestReport({ success: false, testResults: fine })).toEqual({ passed: 1, failed: 1 });
  });
});
