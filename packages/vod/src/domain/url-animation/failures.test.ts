import { expect, test } from 'vitest';
import { apiError } from '../../wire/error/api-error.js';
import { Failures } from './failures.js';

test('throws a failure again that would be the same', () => {
  const failures = new Failures();
  const error = apiError('LimitExceeded', 'The segment is too long');
  failures.check('a');
  failures.add('a', error);
  expect(() => failures.check('a')).toThrow(error);
  failures.check('b');
});

test('forgets a failure after a while', () => {
  const failures = new Failures(0);
  failures.add('a', apiError('LimitExceeded', 'The segment is too long'));
  failures.check('a');
});

test.each([
  new Error('broken'),
  apiError('ServiceUnavailable', 'The queue is full'),
  apiError('ResourceNotFound.FileNotExist', 'The media was deleted'),
])('does not remember "%s"', (error) => {
  const failures = new Failures();
  failures.add('a', error);
  failures.check('a');
});

test('keeps a limited number of failures, the newest', () => {
  const failures = new Failures();
  for (let n = 0; n <= 1_000; n++) failures.add(String(n), apiError('FailedOperation', 'damaged'));
  failures.check('0');
  expect(() => failures.check('1')).toThrow('damaged');
  expect(() => failures.check('1000')).toThrow('damaged');
});
