import { fromDotted } from './dotted.js';
import { fromJson } from './json.js';
import type { DecodedParams, ParamSource } from './wire.js';

/** Decodes the parameters of a verified request to nested values. @throws ApiError InvalidParameter when they are malformed */
export function decodeParams(source: ParamSource): DecodedParams {
  return source.wire === 'json'
    ? { wire: 'json', values: fromJson(source.body) }
    : { wire: 'text', values: fromDotted(source.pairs) };
}
