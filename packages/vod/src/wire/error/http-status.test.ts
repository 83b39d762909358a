import { expect, test } from 'vitest';
import { apiErrors } from './catalogue.js';
import { httpStatusOf } from './http-status.js';

test.each([
  ['AuthFailure.SignatureExpire', 401],
  ['AuthFailure.UnauthorizedOperation', 403],
  ['UnauthorizedOperation', 403],
  ['ResourceNotFound.FileNotExist', 404],
  ['RequestSizeLimitExceeded', 413],
  ['RequestLimitExceeded', 429],
  ['LimitExceeded.TooMuchTemplate', 409],
  ['InternalError.GenDefinition', 500],
  ['ServiceUnavailable', 503],
  ['InvalidParameterValue.Fps', 400],
  ['constructor', 400],
])('gives %s the status %i', (code, status) => {
  expect(httpStatusOf(code)).toBe(status);
});

test('gives every code of the catalogue a status of an error', () => {
  expect(Object.keys(apiErrors).filter((code) => httpStatusOf(code) < 400 || httpStatusOf(code) > 503)).toEqual([]);
});
