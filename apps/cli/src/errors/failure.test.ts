import { CliploopError, type ErrorCode, errorCatalogue } from '@cliploop/core';
import { option, phrase } from '@cliploop/core/schema';
import { afterEach, expect, test } from 'vitest';
import { toFailure } from './failure.js';

afterEach(() => {
  process.exitCode = undefined;
});

test('an error of the library keeps what it says', () => {
  expect(toFailure(new CliploopError('NO_VIDEO', 'audio only', { stage: 'demux' }))).toMatchObject({
    code: 'NO_VIDEO',
    message: 'The input has no video stream: audio only',
    suggestion: 'Use a file with a video track. Audio and cover art cannot be animated.',
    exitCode: 3,
    stage: 'demux',
  });
});

const end = option('end');

test.each([
  [
    new CliploopError('INVALID_OPTION', phrase`${end} must be a time, got "soon"`),
    '--end must be a time, got "soon"',
    'Run `cliploop animate --help` to see every flag with its default.',
  ],
  [
    new CliploopError('TIMEOUT', 'the limit is 5 ms'),
    'The job took longer than --timeout-ms allows: the limit is 5 ms',
    'Shorten the segment, make the output smaller, or raise --timeout-ms.',
  ],
  [
    new CliploopError('INPUT_NOT_FOUND', 'nomatch*.mp4: no such file'),
    'No file matches the pattern nomatch*.mp4',
    'Check the folder and the extension.',
  ],
  [
    new CliploopError('OUTPUT_EXISTS', 'a.gif'),
    'The output already exists: a.gif',
    'Choose another name, or use --overwrite to replace the file.',
  ],
  [
    new CliploopError('OUTPUT_EXISTS', 'a.gif is the input file', { suggestion: 'Choose another name.' }),
    'The output already exists: a.gif is the input file',
    'Choose another name.',
  ],
  [
    new CliploopError('TEMPLATE_INVALID', 'fps of the template is required'),
    'fps of the template is required',
    'A template is a JSON object with fps and, when needed, format, width, height, resolutionAdaptive, quality, name or comment.',
  ],
  [
    new CliploopError('DECODE_FAILED', 'no frame'),
    'The video cannot be decoded: no frame',
    'The file is probably damaged. Add --verbose to see the messages of the decoder.',
  ],
])('an error of the library names flags: %s', (error, message, suggestion) => {
  expect(toFailure(error)).toMatchObject({ message, suggestion });
});

test('no error that a command can show names an option of the library, or its tables', () => {
  for (const code of Object.keys(errorCatalogue)) {
    const failure = toFailure(new CliploopError(code as ErrorCode, ''));
    expect(`${failure?.message} ${failure?.suggestion}`).not.toMatch(/limits\.|README|[a-z]Ms\b|overwrite: true/);
  }
});

test('an error of oclif is an error of the command line, without its own advice', () => {
  const error = new Error('Flag --fps expects a value\nSee more help with --help');
  expect(toFailure(Object.assign(error, { oclif: { exit: 2 } }))).toEqual({
    code: 'INVALID_OPTION',
    message: 'Flag --fps expects a value',
    suggestion: 'Run the command with --help to see its arguments and flags.',
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
