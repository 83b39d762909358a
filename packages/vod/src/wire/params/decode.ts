import { fromDotted } from './dotted.js';
import { fromJson } from './json.js';
import type { DecodedParams, ParamSource } from './wire.js';

/** The parameters of a verified request as nested values. Throws InvalidParameter when they cannot be read. */
export function decodeParams(source: ParamSource): DecodedParams {
  return source.wire === 'json'
    ? { wire: 'json', values: fromJson(source.body) }
    : { wire: 'text', values: fromDotted(source.pairs) };
}
