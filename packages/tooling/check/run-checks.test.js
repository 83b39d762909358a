import { describe, expect, it } from 'vitest';
import { listFailures, listRepeated } from './failures.js';
import { checkResult } from './run-checks.js';
import { table } from './table.js';
import { readSummary } from './turbo.js';

/** @param {string} taskId @param {string} status @param {number} exitCode */
const task = (taskId, status, exitCode) => ({
  taskId,
  cache: { status },
  execution: { startTime: 1000, endTime: 3500, exitCode },
});

describe('readSummary', () => {
  it('reads how long each task took, and which results were cached', () => {
    const tasks = [
      task('a#test', 'MISS', 0),
      task('b#test', 'HIT', 0),
      { taskId: 'c#test', cache: { status: 'MISS' } },
    ];
    expect(readSummary(JSON.stringify({ tasks }))).toEqual([
      ['a#test', { exitCode: 0, cached: false, seconds: 2.5 }],
      ['b#test', { exitCode: 0, cached: true, seconds: 0 }],
    ]);
  });
});

describe('checkResult', () => {
  const check = { name: 'typecheck', group: 'Style', tasks: ['a#typecheck', 'b#typecheck'] };
  const passed = { exitCode: 0, cached: true, seconds: 0 };

  it('counts each task without a report as one test', () => {
    const failed = { exitCode: 2, cached: false, seconds: 3 };
    const results = new Map([
      ['a#typecheck', passed],
      ['b#typecheck', failed],
    ]);
    expect(checkResult(check, results)).toEqual({
      name: 'typecheck',
      seconds: 3,
      cached: false,
      outcome: { passed: 1, failed: 1, failures: [{ name: 'b#typecheck', error: 'exit status 2' }] },
    });
  });

  it('counts a task that did not run as a failure', () => {
    expect(checkResult(check, new Map([['a#typecheck', passed]])).outcome).toEqual({
      passed: 1,
      failed: 1,
      note: 'not run, because a task that it depends on failed',
    });
  });
});

describe('table', () => {
  it('lists the checks, the longest first, with the notes', () => {
    const results = [
      { name: 'biome', seconds: 0, cached: true, outcome: { passed: 1, failed: 0 } },
      { name: 'test/engine', seconds: 101.26, cached: false, outcome: { passed: 20, failed: 3, note: '2 skipped' } },
    ];
    expect(table(results).split('\n')).toEqual([
      'check              seconds  result',
      'test/engine          101.3  20 passed, 3 failed (2 skipped)',
      'biome               cached  1 passed',
    ]);
  });
});

describe('listFailures', () => {
  /** @param {string} name @param {import('./outcome.js').Outcome} outcome */
  const result = (name, outcome) => ({ name, seconds: 1, cached: false, outcome });

  it('lists the failed tests by check, with the first line of each error', () => {
    const failures = [{ name: 'src/a.test.ts > bell > rings', error: 'Error: silent' }, { name: 'src/b.test.ts' }];
    const results = [
      result('biome', { passed: 1, failed: 0 }),
      result('packages/vod', { passed: 9, failed: 2, failures }),
      result('fuzz', { passed: 0, failed: 1, note: 'the build failed' }),
      result('clang-tidy', { passed: 70, failed: 2 }),
    ];
    expect(listFailures(results).split('\n')).toEqual([
      'Failed:',
      'packages/vod',
      '  src/a.test.ts > bell > rings',
      '    Error: silent',
      '  src/b.test.ts',
      'fuzz',
      '  1 failed: the build failed',
      'clang-tidy',
      '  2 failed: see the log above',
    ]);
  });

  it('is empty when nothing failed', () => {
    expect(listFailures([result('biome', { passed: 1, failed: 0 })])).toBe('');
  });
});

describe('listRepeated', () => {
  it('lists the tests that passed at their second attempt, with the first line of each error', () => {
    const repeated = [{ name: 'src/a.test.ts > bell > rings', error: 'Error: silent' }];
    const results = [
      { name: 'biome', seconds: 1, cached: false, outcome: { passed: 1, failed: 0 } },
      { name: 'packages/vod', seconds: 1, cached: false, outcome: { passed: 9, failed: 0, repeated } },
    ];
    expect(listRepeated(results).split('\n')).toEqual([
      'Passed at the second attempt:',
      '  src/a.test.ts > bell > rings',
      '    Error: silent',
    ]);
    expect(listRepeated(results.slice(0, 1))).toBe('');
  });
});
