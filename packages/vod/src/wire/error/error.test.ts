import { describe, expect, test } from 'vitest';
import { actionCodes, codesOf, meaningOf } from './action-codes.js';
import { ApiError, apiError } from './api-error.js';
import { type ApiErrorCode, apiErrors } from './catalogue.js';
import { taskErrors } from './task-codes.js';

const isApiErrorCode = (code: string) => Object.hasOwn(apiErrors, code);
const isTaskErrorCode = (code: string) => Object.hasOwn(taskErrors, code);

describe('ApiError', () => {
  test('has a code and a message', () => {
    const error = apiError('InvalidParameterValue.Fps', 'Fps must be an integer from 1 to 60, got 61');
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      name: 'ApiError',
      code: 'InvalidParameterValue.Fps',
      message: 'Fps must be an integer from 1 to 60, got 61',
    });
    expect('cause' in error).toBe(false);
  });

  test('keeps its cause for logs', () => {
    const cause = new Error('connection lost');
    expect(apiError('InternalError', 'The database does not answer', cause).cause).toBe(cause);
  });
});

describe('apiErrors', () => {
  test('contains only codes of the contract', () => {
    expect(isApiErrorCode('InvalidParameterValue.FormatWebpWidthAndHeightBothZero')).toBe(true);
    expect(isApiErrorCode('FailedOperation.UserStatusInavlid')).toBe(true);
    expect(isApiErrorCode('InvalidParameterValue.Sepia')).toBe(false);
    expect(isApiErrorCode('constructor')).toBe(false);
  });

  test('has well-formed codes with their meaning', () => {
    for (const [code, meaning] of Object.entries(apiErrors)) {
      expect(code).toMatch(/^[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)?$/);
      expect(meaning).toMatch(/^[A-Z].*[.)]$/);
    }
  });

  test('has a general code for every specific code', () => {
    for (const code of Object.keys(apiErrors)) {
      const [group = ''] = code.split('.');
      if (group !== 'AuthFailure') expect(isApiErrorCode(group), code).toBe(true);
    }
  });
});

describe('codes of an action', () => {
  test.each(Object.entries(actionCodes))('%s: are known and unique', (_, codes: readonly string[]) => {
    expect(codes.filter((code) => !isApiErrorCode(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('are the common codes and its own codes', () => {
    const codes = codesOf('CreateAnimatedGraphicsTemplate');
    expect(codes).toContain('AuthFailure.SignatureFailure' satisfies ApiErrorCode);
    expect(codes).toContain('LimitExceeded.TooMuchTemplate' satisfies ApiErrorCode);
    expect(codes).not.toContain('InvalidParameterValue.SubAppId' satisfies ApiErrorCode);
    expect(new Set(codes).size).toBe(codes.length);
    expect(meaningOf('InvalidParameterValue.Fps')).toBe('Fps is out of range.');
  });
});

describe('codes of a task', () => {
  test('have the older number', () => {
    expect(taskErrors['InvalidInput.InvalidTimeOffset'].errCode).toBe(40000);
    expect(taskErrors['SourceFileError.NoVideoMedia'].errCode).toBe(60000);
    expect(taskErrors.InternalError.errCode).toBe(70000);
  });

  test('are different from the codes of the API', () => {
    expect(isTaskErrorCode('InvalidInput.DefinitionNotExist')).toBe(true);
    expect(isTaskErrorCode('InvalidParameterValue.Definition')).toBe(false);
    expect(isTaskErrorCode('toString')).toBe(false);
  });
});
