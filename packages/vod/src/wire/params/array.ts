import type { ApiErrorCode } from '../error/catalogue.js';
import { type Kind, receive, refusedWith, required } from './kind.js';
import { refusal, shown } from './message.js';
import { paramLimits } from './wire.js';

export interface ArrayOptions {
  /** Elements at least and at most. */
  readonly min?: number;
  readonly max?: number;
  /** For too many elements. Default: InvalidParameterValue. */
  readonly code?: ApiErrorCode;
  /** For too few. Default: `code`. */
  readonly minCode?: ApiErrorCode;
}

/**
 * Elements of one kind, named with their place from 0: "Definitions.0". Query strings cannot hold empty arrays, so that a
 * missing one is an empty one there.
 */
export function array<T>(of: Kind<T>, options: ArrayOptions = {}): Kind<T[]> {
  const { min = 0, max = paramLimits.count, code = 'InvalidParameterValue', minCode = code } = options;
  const rule = min === 0 ? `an array of at most ${max} elements` : `an array of ${min} to ${max} elements`;
  const kind = required<T[]>({
    rule,
    json: {
      type: 'array',
      items: of.json,
      ...(min > 0 && { minItems: min }),
      // Without a limit of its own it has that of the whole request.
      ...(options.max !== undefined && { maxItems: max }),
      ...(min > 0 ? refusedWith(minCode, code) : refusedWith(code)),
    },
    checkNames: (value, { name, wire }) => {
      if (!Array.isArray(value)) return;
      value.forEach((element, index) => {
        if (element !== null) of.checkNames?.(element, { name: `${name}.${index}`, wire });
      });
    },
    read: (value, { name, wire }) => {
      if (!Array.isArray(value)) throw refusal('InvalidParameter', name, shown(value), rule);
      if (value.length > max) throw refusal(code, name, shown(value), rule);
      if (value.length < min) throw refusal(minCode, name, shown(value), rule);
      return value.map((element, index) => receive(of, element, { name: `${name}.${index}`, wire }));
    },
  });
  return { ...kind, missing: (at) => (at.wire === 'text' ? kind.read([], at) : kind.missing(at)) };
}
