import { apiError } from '../../wire/error/api-error.js';
import { decodeParams } from '../../wire/params/decode.js';
import { checkNames, type Kind, parseParams } from '../../wire/params/kind.js';
import { parsePairs } from '../../wire/params/pairs.js';
import type { DecodedParams } from '../../wire/params/wire.js';
import type { SignedRequest } from '../../wire/signature/request.js';
import { checkJson } from '../../wire/signature/tc3.js';
import type { AnyRoute } from './route.js';

/**
 * Reads the parameters of a request from its path, its query and its body.
 * @param path the parameters in the path, decoded
 * @throws ApiError
 */
export function readInput(
  { params, query, body }: AnyRoute,
  request: SignedRequest,
  path: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return {
    ...read(params, decodeParams({ wire: 'text', pairs: new Map(Object.entries(path)) })),
    ...read(query, decodeParams({ wire: 'text', pairs: parsePairs(request.query) })),
    ...(body ? read(body, bodyOf(request)) : checkNoBody(request)),
  };
}

function read(kind: Kind<object>, given: DecodedParams): object {
  checkNames(kind, given);
  return parseParams(kind, given);
}

function bodyOf({ headers, body }: SignedRequest): DecodedParams {
  if (body.length > 0) checkJson({ headers });
  return decodeParams({ wire: 'json', body });
}

function checkNoBody({ body }: SignedRequest): object {
  // Some clients send an empty object with every request.
  if (body.length === 0 || body.toString('latin1').trim() === '{}') return {};
  throw apiError('InvalidParameter', 'This route takes no body');
}
