import { type ActionName, codesOf, declaredCode, meaningOf } from '../../wire/error/action-codes.js';
import { type ApiErrorCode, commonCodes } from '../../wire/error/catalogue.js';
import type { JsonSchema } from '../../wire/params/kind.js';
import { meanings, record, text, typed } from './schema.js';

const withMeanings = (codes: readonly ApiErrorCode[]): JsonSchema =>
  meanings(Object.fromEntries(codes.map((code) => [code, meaningOf(code)])));

const commonCode = { title: 'CommonErrorCode', ...withMeanings(Object.keys(commonCodes) as ApiErrorCode[]) };

/** `Response.Error` of an action: the common codes, its own codes, and the codes of its parameters. */
export function errorOf(action: string, params: JsonSchema): JsonSchema {
  const fromParams = codesIn(params).map((code) => declaredCode(action, code));
  const own = new Set([...codesOf(action as ActionName), ...fromParams].filter((code) => !(code in commonCodes)));
  const common = typed(commonCode);
  return record({
    Code: own.size === 0 ? common : { anyOf: [common, withMeanings([...own].sort())] },
    Message: text('Error message, with the parameter, its value and the rule. Messages may change between versions.'),
  });
}

/** Returns the codes of the parameters. */
function codesIn(schema: unknown): ApiErrorCode[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, member]) => (name === 'x-error-codes' ? member : codesIn(member)));
}
