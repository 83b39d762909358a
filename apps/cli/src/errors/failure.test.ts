import { CliploopError, type ErrorCode, errorCatalogue } from '@cliploop/core';
import { option, phrase } from '@cliploop/core/schema';
import { afterEach, expect, test } from 'vitest';
import { toFailure, withNote } from './failure.js';
import { setTypedFlags } from './typed-flags.js';
import { UsageError } from './usage-error.js';

afterEach(() => {
  process.exitCode = undefined;
  setTypedFlags({});
});

test('keeps the message and the suggestion of an error of the library', () => {
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
    'Run `cliploop animate --help` for all flags and their defaults.',
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
    'A template is a JSON object with the field fps and, optionally, format, width, height, resolutionAdaptive, quality, name or comment.',
  ],
  [
    new CliploopError('DECODE_FAILED', 'no frame'),
    'The video cannot be decoded: no frame',
    'The file is probably damaged. Add --verbose to see the messages of the decoder.',
  ],
])('names flags instead of options: %s', (error, message, suggestion) => {
  expect(toFailure(error)).toMatchObject({ message, suggestion });
});

test('names neither options nor the README of the library in any error of the catalog', () => {
  for (const code of Object.keys(errorCatalogue)) {
    const failure = toFailure(new CliploopError(code as ErrorCode, ''));
    expect(`${failure?.message} ${failure?.suggestion}`).not.toMatch(/limits\.|README|[a-z]Ms\b|overwrite: true/);
  }
});

test('converts an error of oclif to a usage error, without the hint of oclif', () => {
  const error = new Error('Flag --fps expects a value\nSee more help with --help');
  expect(toFailure(Object.assign(error, { oclif: { exit: 2 } }))).toEqual({
    code: 'INVALID_OPTION',
    message: 'Flag --fps expects a value',
    suggestion: 'Run the command with --help for its arguments and flags.',
    exitCode: 2,
    retryable: false,
    stage: 'options',
  });
});

test('returns undefined for the exit of oclif after --help', () => {
  expect(toFailure(Object.assign(new Error('EEXIT: 0'), { code: 'EEXIT', oclif: { exit: 0 } }))).toBeUndefined();
  expect(process.exitCode).toBe(0);
});

test('converts any other error to an internal error', () => {
  expect(toFailure(new TypeError('x is not a function'))).toMatchObject({
    code: 'INTERNAL',
    message: 'Internal error: x is not a function',
    exitCode: 70,
  });
});

test('puts a note before the suggestion', () => {
  const error = new CliploopError('OUTPUT_EXISTS', 'x.gif');
  const { suggestion = '' } = toFailure(error) ?? {};
  expect(toFailure(withNote(error, 'x.gif is the output.'))?.suggestion).toBe(`x.gif is the output. ${suggestion}`);
});

test('names flags in a usage error as they were typed', () => {
  setTypedFlags({ width: '-w' });
  expect(toFailure(new UsageError('--width must be a size', 'Write 480.'))).toMatchObject({
    code: 'INVALID_OPTION',
    message: '-w (--width) must be a size',
    suggestion: 'Write 480.',
    exitCode: 2,
    retryable: false,
  });
});
