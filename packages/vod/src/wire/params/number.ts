import type { ApiErrorCode } from '../error/catalogue.js';
import { type Kind, type Place, refusedWith, required } from './kind.js';
import { refusal, shown } from './message.js';
import type { ParamValue } from './wire.js';

export interface NumberOptions {
  /** Default: as far as numbers are exact, for integers; none for others. */
  readonly min?: number;
  readonly max?: number;
  /** One value outside the range that is legal too: the 0 that stands for "derived". */
  readonly or?: number;
  /** For values out of range. Default: InvalidParameterValue. */
  readonly code?: ApiErrorCode;
}

/** A whole number that is exact in every client (|n| < 2^53); 1.0 is one, 1.5 is not. */
export function integer(options: NumberOptions = {}): Kind<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return numeric('integer', `an integer from ${min} to ${max}`, { ...options, min, max });
}

/** A number; fractions allowed. */
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
      return value + 0; // Never -0, which prints as another number than it compares.
    },
  });
}

/** Text is a number only where the wire has nothing but text. What cannot be one comes back unchanged. */
export function numberOf(given: ParamValue, at: Place): ParamValue {
  if (at.wire === 'json' || typeof given !== 'string' || given.length > 64) return given;
  return /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : given;
}
