import { CliploopError } from '@cliploop/core';
import { afterEach, expect, test } from 'vitest';
import { toFailure } from './failure.js';

afterEach(() => {
  process.exitCode = undefined;
});

test('an error of the library keeps what it says', () => {
  expect(toFailure(new CliploopError('NO_VIDEO', 'audio only', { stage: 'demux' }))).toMatchObject({
    code: 'NO_VIDEO',
    message: 'The input has no video stream: audio only',
    suggestion: 'Audio and cover art cannot be animated; give a file with a video track.',
    exitCode: 3,
    stage: 'demux',
  });
});

test.each([
  ['Nonexistent flag: --widht\nSee more help with --help', 'Nonexistent flag: --widht', 'Did you mean --width? '],
  ['command animte:x not found', 'There is no command animte x', 'Did you mean animate? '],
  ['Flag --fps expects a value', 'Flag --fps expects a value', ''],
])('a command line that cannot be parsed: %j', (message, shown, hint) => {
  expect(toFailure(Object.assign(new Error(message), { oclif: { exit: 2 } }))).toEqual({
    code: 'INVALID_OPTION',
    message: shown,
    suggestion: `${hint}Run the command with --help to see its arguments and flags.`,
    exitCode: 2,
    retryable: false,
    stage: 'options',
  });
});

test('the end of --help is no failure', () => {
  expect(toFailure(Object.assign(new Error('EEXIT: 0'), { code: 'EEXIT', oclif: { exit: 0 } }))).toBeUndefined();
  expect(process.exitCode).toBe(0);
});

test('anything else is internal', () => {
  expect(toFailure(new TypeError('x is not a function'))).toMatchObject({
    code: 'INTERNAL',
    message: 'Internal error: x is not a function',
    exitCode: 70,
  });
});
