import type { ApiErrorCode } from '../error/catalogue.js';
import { type Kind, receive, refusedWith, required } from './kind.js';
import { refusal, shown } from './message.js';
import { paramLimits } from './wire.js';

export interface ArrayOptions {
  /** Minimum and maximum number of elements. Default: none, and `paramLimits.elements`. */
  readonly min?: number;
  readonly max?: number;
  /** Code for too many elements. Default: InvalidParameterValue. */
  readonly code?: ApiErrorCode;
  /** Code for too few elements. Default: `code`. */
  readonly minCode?: ApiErrorCode;
}

/**
 * An array of one kind of values. Elements are named by their index: "Definitions.0". A query string cannot contain an empty
 * array, so a missing array is an empty array there.
 */
export function array<T>(of: Kind<T>, options: ArrayOptions = {}): Kind<T[]> {
  const { min = 0, max = paramLimits.elements, code = 'InvalidParameterValue', minCode = code } = options;
  const rule = min === 0 ? `an array of at most ${max} elements` : `an array of ${min} to ${max} elements`;
  const checkCount = (value: readonly unknown[], name: string): void => {
    if (value.length > max) throw refusal(code, name, shown(value), rule);
  };
  const kind = required<T[]>({
    rule,
    json: {
      type: 'array',
      items: of.json,
      ...(min > 0 && { minItems: min }),
      maxItems: max,
      ...(min > 0 ? refusedWith(minCode, code) : refusedWith(code)),
    },
    checkNames: (value, { name, wire }) => {
      if (!Array.isArray(value)) return;
      value.forEach((element, index) => {
        if (element !== null) of.checkNames?.(element, { name: `${name}.${index}`, wire });
      });
    },
    checkSize: (value, { name, wire }) => {
      if (!Array.isArray(value)) return;
      checkCount(value, name);
      value.forEach((element, index) => {
        if (element !== null) of.checkSize?.(element, { name: `${name}.${index}`, wire });
      });
    },
    read: (value, { name, wire }) => {
      if (!Array.isArray(value)) throw refusal('InvalidParameter', name, shown(value), rule);
      checkCount(value, name);
      if (value.length < min) throw refusal(minCode, name, shown(value), rule);
      return value.map((element, index) => receive(of, element, { name: `${name}.${index}`, wire }));
    },
  });
  return { ...kind, missing: (at) => (at.wire === 'text' ? kind.read([], at) : kind.missing(at)) };
}
