import { CliploopError } from '@cliploop/core';
import { afterEach, expect, test } from 'vitest';
import { failureOf, withNote } from './failure-of.js';
import { rememberTyped } from './typed-flags.js';
import { UsageError } from './usage-error.js';

afterEach(() => rememberTyped({}));

test('puts a note before the suggestion', () => {
  const error = new CliploopError('OUTPUT_EXISTS', 'x.gif');
  const { suggestion = '' } = failureOf(error) ?? {};
  expect(failureOf(withNote(error, 'x.gif is the output.'))?.suggestion).toBe(`x.gif is the output. ${suggestion}`);
});

test('a wrong command line keeps its message and suggestion, and names flags as they were typed', () => {
  rememberTyped({ width: '-w' });
  expect(failureOf(new UsageError('--width must be a size', 'Write 480.'))).toMatchObject({
    code: 'INVALID_OPTION',
    message: '-w (--width) must be a size',
    suggestion: 'Write 480.',
    exitCode: 2,
    retryable: false,
  });
});
