import { didYouMean, type Field } from './field.js';
import { nearest } from './nearest.js';

export function integer(min: number, max: number): Field<number> {
  const accepts = (value: unknown): value is number => isInteger(value) && value >= min && value <= max;
  return {
    expected: `an integer from ${min} to ${max}`,
    type: 'number',
    json: { type: 'integer', minimum: min, maximum: max },
    parse: (value) => (accepts(value) ? value : undefined),
    hint: (value) => didYouMean(integerIn(value, accepts)),
    fromText: numeric,
  };
}

/** Zero, which stands for "none" or "derived", or an integer of a range. */
export function zeroOr(min: number, max: number): Field<number> {
  const accepts = (value: unknown): value is number =>
    isInteger(value) && (value === 0 || (value >= min && value <= max));
  return {
    expected: `0 or an integer from ${min} to ${max}`,
    type: 'number',
    json: { anyOf: [{ const: 0 }, { type: 'integer', minimum: min, maximum: max }] },
    parse: (value) => (accepts(value) ? value + 0 : undefined),
    hint: (value) => didYouMean(integerIn(value, accepts)),
    fromText: numeric,
  };
}

/** A number of at least `min`; fractions allowed. */
export function atLeast(min: number): Field<number> {
  return {
    expected: `a number of at least ${min}`,
    type: 'number',
    json: { type: 'number', minimum: min },
    parse: (value) => (typeof value === 'number' && Number.isFinite(value) && value >= min ? value : undefined),
    fromText: numeric,
  };
}

/** One of a few words, in any case. `likely` maps names from other tools to values, for hints. */
export function choice<const T extends string>(
  values: readonly T[],
  likely: Readonly<Record<string, T>> = {},
): Field<T> {
  return {
    expected: alternatives(values),
    type: values.map((value) => `'${value}'`).join(' | '),
    json: { enum: values },
    parse: (value) => (typeof value === 'string' ? values.find((known) => known === word(value)) : undefined),
    hint: (value) => didYouMean(typeof value === 'string' ? meant(word(value), values, likely) : undefined),
    fromText: (text) => text,
  };
}

function meant<T extends string>(
  given: string,
  values: readonly T[],
  likely: Readonly<Record<string, T>>,
): string | undefined {
  return Object.hasOwn(likely, given) ? likely[given] : nearest(given, values);
}

export function boolean(): Field<boolean> {
  return {
    expected: 'true or false',
    type: 'boolean',
    json: { type: 'boolean' },
    parse: (value) => (typeof value === 'boolean' ? value : undefined),
    hint: (value) => {
      if (['true', 'yes', 'on', '1'].includes(String(value).toLowerCase())) return didYouMean('true');
      return didYouMean(['false', 'no', 'off', '0'].includes(String(value).toLowerCase()) ? 'false' : undefined);
    },
  };
}

/** Text of at most `max` characters (code points, so that an emoji counts once). */
export function text(max: number): Field<string> {
  return {
    expected: `text of at most ${max} characters`,
    type: 'string',
    json: { type: 'string', maxLength: max },
    parse: (value) => (typeof value === 'string' && [...value].length <= max ? value : undefined),
    fromText: (given) => given,
  };
}

/** A JavaScript value that neither JSON nor a command line can represent. */
export function live<T>(expected: string, type: string, accepts: (value: unknown) => value is T): Field<T> {
  return { expected, type, json: {}, anyLength: true, parse: (value) => (accepts(value) ? value : undefined) };
}

export function numeric(given: string): unknown {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : given;
}

/** "a, b or c". */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function word(value: string): string {
  return value.trim().toLowerCase();
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

// The number that a text starts with: "480px", "75 %", "20,000".
function integerIn(value: unknown, accepts: (value: unknown) => boolean): number | undefined {
  if (typeof value === 'number' && accepts(Math.round(value))) return Math.round(value);
  if (typeof value !== 'string') return undefined;
  const digits = /^\s*([+-]?\d{1,3}(?:[,_' ]\d{3})+|[+-]?\d+)\s*(?:[a-z%]+\.?)?\s*$/i.exec(value)?.[1];
  const number = digits === undefined ? Number.NaN : Number(digits.replaceAll(/[,_' ]/g, ''));
  return accepts(number) ? number : undefined;
}
