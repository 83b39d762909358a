import { describe, expect, test } from 'vitest';
import { actions } from '../../api/actions.js';
import { openApi } from '../../api/openapi.js';
import { type ActionName, actionCodes, declaredCode } from './action-codes.js';
import { type ApiErrorCode, apiErrors, commonCodes } from './catalogue.js';
import { sdkCodes } from './testing/sdk-codes.js';

const { schemas } = openApi().components;
const shared = 'InvalidParameterValue.SubAppId';

/** Returns the codes in the API description of an action, without the common codes. */
function described(action: string): string[] {
  const found: string[] = [];
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [name, member] of Object.entries(schema)) {
      if (name === 'const' && typeof member === 'string' && Object.hasOwn(apiErrors, member)) found.push(member);
      else visit(member);
    }
  };
  visit(schemas[`${action}Response`]);
  return found;
}

describe.each(actions)('$name', ({ name }) => {
  const listed = sdkCodes[name] ?? [];

  test('declares the codes that the official client lists', () => {
    const special = listed.filter((code) => !(code in commonCodes));
    expect([...actionCodes[name as ActionName]].toSorted()).toEqual(special.toSorted());
  });

  test('returns only listed codes and common codes', () => {
    const answered = (Object.keys(apiErrors) as ApiErrorCode[]).map((code) => declaredCode(name, code));
    const foreign = answered.filter((code) => !listed.includes(code) && !(code in commonCodes) && code !== shared);
    expect(foreign).toEqual([]);
  });

  test('describes no other codes', () => {
    expect(described(name).filter((code) => !listed.includes(code) && code !== shared)).toEqual([]);
  });
});

test('replaces a code that an action does not declare by its general form', () => {
  expect(declaredCode('CommitUpload', 'FailedOperation.MediaType')).toBe('FailedOperation');
  expect(declaredCode('PullUpload', 'FailedOperation.MediaType')).toBe('FailedOperation.MediaType');
  expect(declaredCode('ApplyUpload', 'InvalidParameterValue.Procedure')).toBe('InvalidParameterValue');
  expect(declaredCode('PullEvents', shared)).toBe(shared);
  expect(declaredCode('', 'AuthFailure.SignatureFailure')).toBe('AuthFailure.SignatureFailure');
});
