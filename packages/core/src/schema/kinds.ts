import { didYouMean, type Field, type JsonSchema } from './field.js';
import { nearest } from './nearest.js';

/** An integer from `min` to `max`. */
export function integer(min: number, max: number): Field<number> {
  const json = { type: 'integer', minimum: min, maximum: max };
  return integerField(`an integer from ${min} to ${max}`, json, (value) => value >= min && value <= max);
}

/** 0, which means "none" or "automatic", or an integer from `min` to `max`. */
export function zeroOr(min: number, max: number): Field<number> {
  const { rule, json, parse } = integer(min, max);
  return integerField(
    `0 or ${rule}`,
    { anyOf: [{ const: 0 }, json] },
    (value) => value === 0 || parse(value) !== undefined,
  );
}

function integerField(rule: string, json: JsonSchema, inRange: (value: number) => boolean): Field<number> {
  const accepts = (value: unknown): value is number => Number.isSafeInteger(value) && inRange(value as number);
  return {
    rule,
    type: 'number',
    json,
    // + 0 turns negative zero into 0.
    parse: (value) => (accepts(value) ? value + 0 : undefined),
    hint: (value) => didYouMean(integerIn(value, accepts)),
    fromText: numberFromText,
  };
}

/** One of a few names, in upper or lower case. `aliases` maps names from other tools to values, for hints. */
export function choice<const T extends string>(
  values: readonly T[],
  aliases: Readonly<Record<string, T>> = {},
): Field<T> {
  return {
    rule: alternatives(values),
    type: values.map((value) => `'${value}'`).join(' | '),
    json: { enum: values },
    parse: (value) => (typeof value === 'string' ? values.find((known) => known === normalized(value)) : undefined),
    hint: (value) => didYouMean(typeof value === 'string' ? suggested(normalized(value), values, aliases) : undefined),
    fromText: (text) => text,
  };
}

function suggested<T extends string>(
  given: string,
  values: readonly T[],
  aliases: Readonly<Record<string, T>>,
): string | undefined {
  return Object.hasOwn(aliases, given) ? aliases[given] : nearest(given, values);
}

/** true or false. */
export function boolean(): Field<boolean> {
  return {
    rule: 'true or false',
    type: 'boolean',
    json: { type: 'boolean' },
    parse: (value) => (typeof value === 'boolean' ? value : undefined),
    hint(value) {
      const name = String(value).toLowerCase();
      if (['true', 'yes', 'on', '1'].includes(name)) return didYouMean('true');
      return didYouMean(['false', 'no', 'off', '0'].includes(name) ? 'false' : undefined);
    },
    fromText: (given) => (given === 'true' ? true : given === 'false' ? false : given),
  };
}

/** Text of at most `max` characters (code points, so that an emoji counts once). */
export function text(max: number): Field<string> {
  return {
    rule: `text of at most ${max} characters`,
    type: 'string',
    json: { type: 'string', maxLength: max },
    parse: (value) => (typeof value === 'string' && [...value].length <= max ? value : undefined),
    fromText: (given) => given,
  };
}

/** A JavaScript value that neither JSON nor a command line can represent, such as a function. */
export function jsOnly<T>(rule: string, type: string, accepts: (value: unknown) => value is T): Field<T> {
  return { rule, type, json: {}, anyLength: true, parse: (value) => (accepts(value) ? value : undefined) };
}

/** Converts text that is a decimal number; returns other text unchanged. */
export function numberFromText(given: string): unknown {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : given;
}

/** Joins items to "a, b or c". */
export function alternatives(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

function normalized(value: string): string {
  return value.trim().toLowerCase();
}

// The integer in text with a unit or separators: "480px", "75 %", "20,000".
function integerIn(value: unknown, accepts: (value: unknown) => boolean): number | undefined {
  if (typeof value === 'number' && accepts(Math.round(value))) return Math.round(value);
  if (typeof value !== 'string') return undefined;
  const digits = /^\s*([+-]?\d{1,3}(?:[,_' ]\d{3})+|[+-]?\d+)\s*(?:[a-z%]+\.?)?\s*$/i.exec(value)?.[1];
  const number = digits === undefined ? Number.NaN : Number(digits.replaceAll(/[,_' ]/g, ''));
  return accepts(number) ? number : undefined;
}
