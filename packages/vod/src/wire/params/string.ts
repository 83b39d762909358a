import { alternatives } from '@cliploop/core/schema';
import type { ApiErrorCode } from '../error/catalogue.js';
import { type Kind, refusedWith, required } from './kind.js';
import { codePoints, refusal, shown } from './message.js';
import { paramLimits } from './wire.js';

export interface StringOptions<E extends string = string> {
  /** Minimum and maximum length in characters (code points). Default maximum: `paramLimits.text`, unless there is an enum or a pattern. */
  readonly min?: number;
  readonly max?: number;
  /** The allowed values. */
  readonly enum?: readonly E[];
  readonly pattern?: RegExp;
  /** Describes `pattern` for messages: "text of letters and digits". Default: "text". */
  readonly form?: string;
  /** Code for values that are not allowed. Default: InvalidParameterValue. */
  readonly code?: ApiErrorCode;
  /** Code for empty text when it is too short. Default: `code`. */
  readonly emptyCode?: ApiErrorCode;
  /** Messages do not contain the value. */
  readonly secret?: boolean;
}

/** Text. U+0000 and lone surrogates are never allowed, because PostgreSQL and UTF-8 cannot store them. */
export function string<const E extends string = string>(options: StringOptions<E> = {}): Kind<E> {
  const free = options.enum === undefined && options.pattern === undefined;
  const limited = { ...(free && { max: paramLimits.text }), ...options };
  const { enum: choices, max, code = 'InvalidParameterValue', emptyCode = code, secret = false } = limited;
  const rule = ruleOf(limited);
  const show = (value: unknown): string => (secret ? '(not shown)' : shown(value));
  return required({
    rule,
    json: jsonOf(limited),
    keepsEmpty: choices === undefined || choices.includes('' as E),
    checkSize: (value, { name }) => {
      if (typeof value === 'string' && isLonger(value, max ?? paramLimits.text))
        throw refusal(code, name, show(value), rule);
    },
    read: (value, { name }) => {
      if (typeof value !== 'string') throw refusal('InvalidParameter', name, show(value), rule);
      if (!isAllowed(value, limited)) throw refusal(value === '' ? emptyCode : code, name, show(value), rule);
      if (!isStorable(value)) throw refusal(code, name, show(value), storable);
      return value as E;
    },
  });
}

/** A switch: "ON" is true, "OFF" is false. */
export function onOff(options: { readonly code?: ApiErrorCode } = {}): Kind<boolean> {
  const word = string({ enum: ['ON', 'OFF'], ...options });
  return required({ rule: word.rule, json: word.json, read: (value, at) => word.read(value, at) === 'ON' });
}

function isAllowed(value: string, { enum: choices, min = 0, max, pattern }: StringOptions): boolean {
  if (choices !== undefined) return choices.includes(value);
  if (max !== undefined && isLonger(value, max)) return false;
  if (pattern !== undefined && !pattern.test(value)) return false;
  return min === 0 || codePoints(value) >= min;
}

/** Whether text has more than `max` characters. Does not count those of a very long text. */
function isLonger(text: string, max: number): boolean {
  if (text.length <= max) return false;
  // A character has at most two UTF-16 units.
  return text.length > 2 * max || codePoints(text) > max;
}

/** The rule of `isStorable`. */
export const storable = 'text without U+0000 and lone surrogates';

/** Whether PostgreSQL and UTF-8 can store the text. */
export function isStorable(value: string): boolean {
  return !value.includes('\0') && !/\p{Surrogate}/u.test(value);
}

function ruleOf({ enum: choices, min = 0, max, form = 'text' }: StringOptions): string {
  if (choices !== undefined) return alternatives(choices.map((choice) => JSON.stringify(choice)));
  if (max === undefined) return min === 0 ? form : `${form} of at least ${min} ${noun(min)}`;
  return min === 0 ? `${form} of at most ${max} ${noun(max)}` : `${form} of ${min} to ${max} ${noun(max)}`;
}

function jsonOf({ enum: choices, min = 0, max, pattern, code }: StringOptions): Kind<string>['json'] {
  return {
    type: 'string',
    ...(choices !== undefined && { enum: [...choices] }),
    ...(min > 0 && { minLength: min }),
    ...(max !== undefined && { maxLength: max }),
    ...(pattern !== undefined && { pattern: pattern.source }),
    ...(code !== undefined && refusedWith(code)),
  };
}

function noun(count: number): string {
  return count === 1 ? 'character' : 'characters';
}
