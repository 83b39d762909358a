import { type OptionName, Phrase, phrase } from '../phrase.js';

/*
 * The one schema of this package: a small declarative table of our own. A schema library was measured first, as the time
 * of its import in a fresh Node 20 (the whole of animate() in a fresh process counts): zod 4 and zod/mini 95 to 120 ms,
 * valibot 12 ms, this 1 ms. None of them writes messages in the words wanted here without a layer of ours on top.
 */

/** The part of JSON Schema that API descriptions need. */
export type JsonSchema = { readonly [key: string]: unknown };

/** One kind of value. `In` is what callers give, `Out` what the rest of the code works with. */
export interface Field<Out, In = Out> {
  /** The text after "must be" in messages, and the range in tables: "an integer from 1 to 100". */
  readonly expected: string;
  /** The TypeScript type of `In`, as text for the generated interface. */
  readonly type: string;
  /** JSON Schema of the values that JSON can represent. */
  readonly json: JsonSchema;
  /** `undefined` refuses the value. */
  parse(value: unknown): Out | undefined;
  /** A question with the likely value for a refused one: "did you mean 480?". */
  hint?(value: unknown): string | Phrase | undefined;
  /** Accepts text of any length, such as paths. Other fields refuse overlong text. */
  readonly anyLength?: boolean;
  /** Converts a command-line argument; returns text that cannot be converted unchanged, so that `parse` refuses it. */
  fromText?(text: string): unknown;
  /** Never read: carries `In`. */
  readonly in?: In;
}

export type In<F> = F extends Field<unknown, infer I> ? I : never;
export type Out<F> = F extends Field<infer O, unknown> ? O : never;

// Matching some of the patterns takes time that grows with the square of the length.
const LONGEST_TEXT = 1000;

function isOverlong({ anyLength = false }: Field<unknown, unknown>, value: unknown): boolean {
  return !anyLength && typeof value === 'string' && value.length > LONGEST_TEXT;
}

/** The parsed value; `undefined` when the field refuses it. */
export function accepted<Out>(field: Field<Out, unknown>, value: unknown): Out | undefined {
  return isOverlong(field, value) ? undefined : field.parse(value);
}

/** The message for a refused value: `quality must be an integer from 1 to 100, got 0`. */
export function refusal(field: Field<unknown, unknown>, name: OptionName | string, value: unknown): Phrase {
  const said = phrase`${name} must be ${field.expected}, got ${shown(value)}`;
  const hint = isOverlong(field, value) ? undefined : field.hint?.(value);
  return hint === undefined ? said : said.plus('; ').plus(Phrase.of(hint));
}

/** The question that offers one or more spellings. */
export function didYouMean(...spellings: readonly (string | number | undefined)[]): string | undefined {
  const known = spellings.filter((spelling) => spelling !== undefined);
  return known.length === 0 ? undefined : `did you mean ${known.join(' or ')}?`;
}

const LONGEST = 80;

/** A value in a message. Text is in quotes, so that empty text is visible. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST - 3)}...` : value);
  }
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'object' ? objectName(value) : String(value);
}

function objectName(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  const name = value.constructor?.name ?? 'Object';
  return name === 'Object' ? 'an object' : `an object of class ${name}`;
}
