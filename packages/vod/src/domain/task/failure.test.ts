import { expect, test } from 'vitest';
import { failureOf } from './failure.js';

test('says that the service sets the limit of a job', () => {
  const message =
    'The job needs more memory than `limits.maxMemory` allows: about 746551787 bytes, the limit is 9 bytes';
  expect(failureOf('LIMIT_MEMORY', message)).toEqual({
    code: 'SourceFileError.ContentUnsupported',
    message: 'The job needs more memory than this service allows: about 746551787 bytes, the limit is 9 bytes',
  });
});

test.each([
  ['LIMIT_DURATION', 'InvalidInput.InvalidTimeOffset'],
  ['INPUT_ENCRYPTED', 'SourceFileError.ContentUnsupported'],
  ['OUT_OF_MEMORY', 'InternalError'],
])('maps %s to %s', (code, ours) => {
  expect(failureOf(code, 'Text: 1')).toEqual({ code: ours, message: 'Text: 1' });
});
