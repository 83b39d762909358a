import { afterEach, describe, expect, test, vi } from 'vitest';
import { printFailure } from './print-failure.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const failure = {
  code: 'X',
  message: 'It failed',
  suggestion: 'Try again.',
  log: ['a log line'],
  stack: 'Error\n  at x',
};

describe('printFailure', () => {
  test.each([
    [2, 'Error X: It failed\nHint: Try again.\nlibav: a log line\n'],
    [3, 'Error X: It failed\nHint: Try again.\nlibav: a log line\n'],
    [70, 'Error X: It failed\nHint: Try again.\nlibav: a log line\nError\n  at x\n'],
  ])('prints the log with --verbose, and the stack only with exit code 70: %d', (exitCode, text) => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    printFailure({ ...failure, exitCode }, { json: false, verbose: true });
    expect(write.mock.calls).toEqual([[text]]);
  });
});
