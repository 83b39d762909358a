import type { ApiErrorCode } from '../error/catalogue.js';
import { type Kind, type Place, refusedWith, required } from './kind.js';
import { refusal, shown } from './message.js';
import type { ParamValue } from './wire.js';

export interface NumberOptions {
  /** Range. Default: safe integers for `integer`, none for `number`. */
  readonly min?: number;
  readonly max?: number;
  /** One allowed value outside the range, such as 0 for "derived". */
  readonly or?: number;
  /** Code for values out of range. Default: InvalidParameterValue. */
  readonly code?: ApiErrorCode;
}

/** A safe integer (|n| < 2^53). 1.0 is an integer. */
export function integer(options: NumberOptions = {}): Kind<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return numeric('integer', `an integer from ${min} to ${max}`, { ...options, min, max });
}

/** A number, possibly with a fraction. */
export function number(options: NumberOptions = {}): Kind<number> {
  const { min, max } = options;
  const both = min !== undefined && max !== undefined ? ` from ${min} to ${max}` : undefined;
  const one = min !== undefined ? ` of at least ${min}` : max !== undefined ? ` of at most ${max}` : '';
  return numeric('number', `a number${both ?? one}`, options);
}

function numeric(type: 'integer' | 'number', range: string, options: NumberOptions): Kind<number> {
  const { min, max, or, code = 'InvalidParameterValue' } = options;
  const rule = or === undefined ? range : `${or} or ${range}`;
  const bounds = { type, ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) };
  const accepts = (value: number): boolean =>
    value === or ||
    ((type === 'number' || Number.isSafeInteger(value)) &&
      value >= (min ?? Number.NEGATIVE_INFINITY) &&
      value <= (max ?? Number.POSITIVE_INFINITY));
  return required({
    rule,
    json: { ...(or === undefined ? bounds : { anyOf: [{ const: or }, bounds] }), ...refusedWith(code) },
    read: (given, at) => {
      const value = numberOf(given, at);
      if (typeof value !== 'number') throw refusal('InvalidParameter', at.name, shown(value), rule);
      if (!Number.isFinite(value) || !accepts(value)) throw refusal(code, at.name, shown(value), rule);
      return value + 0; // Converts -0 to 0.
    },
  });
}

/** Converts text to a number if the encoding of the request has only text. Returns other values unchanged. */
export function numberOf(given: ParamValue, at: Place): ParamValue {
  if (at.wire === 'json' || typeof given !== 'string' || given.length > 64) return given;
  return /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : given;
}
