import type { Field } from './field.js';

export function integer(min: number, max: number): Field<number> {
  return {
    expected: `integer between ${min} and ${max}`,
    type: 'number',
    json: { type: 'integer', minimum: min, maximum: max },
    parse: (value) => (isInteger(value) && value >= min && value <= max ? value : undefined),
    fromText: numeric,
  };
}

/** Zero, which stands for "none" or "derived", or an integer of a range. */
export function zeroOr(min: number, max: number): Field<number> {
  return {
    expected: `0 or an integer between ${min} and ${max}`,
    type: 'number',
    json: { anyOf: [{ const: 0 }, { type: 'integer', minimum: min, maximum: max }] },
    parse: (value) => (isInteger(value) && (value === 0 || (value >= min && value <= max)) ? value + 0 : undefined),
    fromText: numeric,
  };
}

/** A number of at least `min`; fractions allowed. */
export function atLeast(min: number): Field<number> {
  return {
    expected: `number of at least ${min}`,
    type: 'number',
    json: { type: 'number', minimum: min },
    parse: (value) => (typeof value === 'number' && Number.isFinite(value) && value >= min ? value : undefined),
    fromText: numeric,
  };
}

export function choice<const T extends string>(...values: readonly T[]): Field<T> {
  return {
    expected: `one of ${values.join(', ')}`,
    type: values.map((value) => `'${value}'`).join(' | '),
    json: { enum: values },
    parse: (value) => values.find((known) => known === value),
    fromText: (text) => text,
  };
}

export function boolean(): Field<boolean> {
  return {
    expected: 'boolean',
    type: 'boolean',
    json: { type: 'boolean' },
    parse: (value) => (typeof value === 'boolean' ? value : undefined),
  };
}

/** Text of at most `max` characters (code points, so that an emoji counts once). */
export function text(max: number): Field<string> {
  return {
    expected: `text of at most ${max} characters`,
    type: 'string',
    json: { type: 'string', maxLength: max },
    parse: (value) => (typeof value === 'string' && [...value].length <= max ? value : undefined),
    fromText: (word) => word,
  };
}

/** A value of JavaScript that neither JSON nor a command line can carry. */
export function live<T>(expected: string, type: string, accepts: (value: unknown) => value is T): Field<T> {
  return { expected, type, json: {}, parse: (value) => (accepts(value) ? value : undefined) };
}

export function numeric(word: string): unknown {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : word;
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
