import { describe, expect, it } from 'vitest';
import { at } from '../setup/paths.js';
import { readCtestReport } from './ctest-report.js';
import { reasonOf } from './fuzz-checks.js';
import { readVitestReport } from './vitest-report.js';

/** @param {string} status @param {string} output */
const testcase = (status, output) =>
  `<testcase name="unit" classname="unit" time="1" status="${status}"><system-out>${output}</system-out></testcase>`;

describe('readCtestReport', () => {
  const summary = (/** @type {number} */ passed, /** @type {number} */ failed) =>
    `[doctest] test cases: ${passed + failed} | ${passed} passed | ${failed} failed | 0 skipped`;

  it('counts the test cases of a doctest program, and any other program as one test', () => {
    const xml = testcase('run', summary(12, 0)) + testcase('fail', summary(3, 2)) + testcase('run', 'fine');
    expect(readCtestReport(xml)).toMatchObject({ passed: 16, failed: 2 });
  });

  it('counts a failure when a sanitizer stops a program before or after its summary', () => {
    expect(readCtestReport(testcase('fail', 'ERROR: AddressSanitizer'))).toMatchObject({ passed: 0, failed: 1 });
    const leak = testcase('fail', `${summary(4, 0)} ERROR: LeakSanitizer`);
    expect(readCtestReport(leak)).toMatchObject({ passed: 4, failed: 1 });
  });

  it('names the failed test cases and reports of sanitizers, each with its first error', () => {
    const output = [
      '/native/test/crop.cc:9:',
      'TEST CASE:  crop keeps the center',
      '',
      '/native/test/crop.cc:12: ERROR: CHECK( left &lt; 2 ) is NOT correct!',
      '/native/test/crop.cc:13: ERROR: CHECK( top &lt; 2 ) is NOT correct!',
      'TEST CASE:  crop refuses nothing',
      '/native/test/crop.cc:20: FATAL ERROR: REQUIRE( ok ) is NOT correct!',
      '==7==ERROR: LeakSanitizer: detected memory leaks',
    ];
    expect(readCtestReport(testcase('fail', `${summary(2, 2)}\n${output.join('\n')}`)).failures).toEqual([
      {
        name: 'unit > crop keeps the center',
        error: '/native/test/crop.cc:12: ERROR: CHECK( left < 2 ) is NOT correct!',
      },
      {
        name: 'unit > crop refuses nothing',
        error: '/native/test/crop.cc:20: FATAL ERROR: REQUIRE( ok ) is NOT correct!',
      },
      { name: 'unit', error: '==7==ERROR: LeakSanitizer: detected memory leaks' },
    ]);
    expect(readCtestReport(testcase('fail', 'killed')).failures).toEqual([{ name: 'unit' }]);
  });

  it('counts a failure when no program ran', () => {
    expect(readCtestReport('<testsuite tests="0"></testsuite>')).toEqual({ passed: 0, failed: 1, note: 'no test ran' });
  });
});

describe('readVitestReport', () => {
  const name = at('packages/vod/src/bell.test.ts');
  const passed = { status: 'passed', ancestorTitles: [], title: 'rings' };
  const failed = {
    status: 'failed',
    ancestorTitles: ['bell'],
    title: 'stops',
    failureMessages: ['\u001b[31mError: still rings\u001b[39m\n    at bell.ts:3'],
  };

  it('counts passed, failed and skipped tests', () => {
    const testResults = [
      { name, status: 'passed', assertionResults: [passed, { ...passed, status: 'skipped' }] },
      { name, status: 'failed', assertionResults: [passed, failed] },
    ];
    expect(readVitestReport({ success: false, testResults })).toMatchObject({
      passed: 2,
      failed: 1,
      note: '1 skipped',
    });
  });

  it('names failed tests with their file and the first line of the error', () => {
    const testResults = [{ name, status: 'failed', assertionResults: [passed, failed] }];
    expect(readVitestReport({ success: false, testResults }).failures).toEqual([
      { name: 'packages/vod/src/bell.test.ts > bell > stops', error: 'Error: still rings' },
    ]);
  });

  it('names tests that passed at their second attempt, with their first error', () => {
    const testResults = [
      {
        name,
        status: 'passed',
        assertionResults: [
          { ...failed, status: 'passed' },
          { ...passed, failureMessages: [] },
        ],
      },
    ];
    expect(readVitestReport({ success: true, testResults })).toEqual({
      passed: 2,
      failed: 0,
      repeated: [{ name: 'packages/vod/src/bell.test.ts > bell > stops', error: 'Error: still rings' }],
    });
  });

  it('counts a failure for a file that cannot be loaded and for an error outside the tests', () => {
    const broken = [{ name, status: 'failed', message: '\nCannot find bell.js\n', assertionResults: [] }];
    expect(readVitestReport({ success: false, testResults: broken })).toEqual({
      passed: 0,
      failed: 1,
      failures: [{ name: 'packages/vod/src/bell.test.ts', error: 'Cannot find bell.js' }],
    });
    const fine = [{ name, status: 'passed', assertionResults: [passed] }];
    expect(readVitestReport({ success: false, testResults: fine })).toMatchObject({
      passed: 1,
      failed: 1,
      failures: [{ name: 'an error outside the tests' }],
    });
  });

  it('names errors that no test caught, and the test that ran at the time', () => {
    const message = 'Error: write EPIPE\n    at socket.ts:3';
    const unhandledErrors = [{ message, file: name, test: 'bell > stops' }, { message }];
    expect(readVitestReport({ success: true, testResults: [], unhandledErrors })).toEqual({
      passed: 0,
      failed: 2,
      failures: [
        {
          name: 'an error outside the tests > packages/vod/src/bell.test.ts > bell > stops',
          error: 'Error: write EPIPE',
        },
        { name: 'an error outside the tests', error: 'Error: write EPIPE' },
      ],
    });
  });
});

describe('reasonOf', () => {
  const written = 'artifact_prefix=./; Test unit written to /findings/crash-1\nBase64: AA==\n';

  it('names the finding of a target and its input', () => {
    const output = `#2 INITED\nFINDING: delay\n==1== ERROR: libFuzzer: deadly signal\nSUMMARY: libFuzzer: deadly signal\n${written}`;
    expect(reasonOf(output, 77)).toBe('delay (/findings/crash-1)');
  });

  it('names the report of a sanitizer, and the committed input that was running', () => {
    const output =
      'Running: /corpus/a\nExecuted /corpus/a in 1 ms\nRunning: /corpus/b\nSUMMARY: AddressSanitizer: SEGV x.cc:1 in f\n';
    expect(reasonOf(output, 1)).toBe('AddressSanitizer: SEGV x.cc:1 in f (/corpus/b)');
  });

  it('names the error of a sanitizer that wrote no summary', () => {
    expect(reasonOf('==7==ERROR: LeakSanitizer has encountered a fatal error\n', 1)).toBe(
      'LeakSanitizer has encountered a fatal error',
    );
  });

  it('names the exit status and the last line of a program that was killed', () => {
    expect(reasonOf('#1 INITED\n#2 NEW\n', 137)).toBe('exit status 137: #2 NEW');
  });
});
