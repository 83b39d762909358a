import { type OptionName, Phrase, phrase } from '../phrase.js';

/*
 * A small kit instead of a schema library. Bundled valibot starts as fast as this kit; zod and TypeBox add about 13 ms (Node 20).
 * But most fields parse text such as "1m30s" or "50%", which a library leaves to a custom function without JSON Schema. And no
 * library has a place for what each field also needs: the rule in messages, the TypeScript type as text, a suggestion for an
 * invalid value, and the conversion from a command-line argument.
 */

/** The part of JSON Schema that API descriptions need. */
export type JsonSchema = { readonly [key: string]: unknown };

/** One kind of value. `In` is the type that callers pass; `Out` is the parsed type. */
export interface Field<Out, In = Out> {
  /** Text after "must be" in messages, also shown in tables: "an integer from 1 to 100". */
  readonly rule: string;
  /** TypeScript type of `In`, as text for the generated interface. */
  readonly type: string;
  /** JSON Schema of the values that JSON can represent. */
  readonly json: JsonSchema;
  /** Returns `undefined` for an invalid value. */
  parse(value: unknown): Out | undefined;
  /** A question with the likely value for an invalid one: "did you mean 480?". */
  hint?(value: unknown): string | Phrase | undefined;
  /** Accepts text of any length, such as paths. Other fields refuse text over 1000 characters. */
  readonly anyLength?: boolean;
  /** Converts a command-line argument. Returns text that cannot be converted unchanged, so that `parse` refuses it. */
  fromText?(text: string): unknown;
  /** Carries the type `In`; never read. */
  readonly in?: In;
}

export type In<F> = F extends Field<unknown, infer I> ? I : never;
export type Out<F> = F extends Field<infer O, unknown> ? O : never;

// The time of some patterns grows with the square of the length.
const MAX_TEXT_LENGTH = 1000;

function isOverlong({ anyLength = false }: Field<unknown, unknown>, value: unknown): boolean {
  return !anyLength && typeof value === 'string' && value.length > MAX_TEXT_LENGTH;
}

/** Returns the parsed value, or `undefined` if it is invalid. */
export function parseValue<Out>(field: Field<Out, unknown>, value: unknown): Out | undefined {
  return isOverlong(field, value) ? undefined : field.parse(value);
}

/** Returns the message for an invalid value: `quality must be an integer from 1 to 100, got 0`. */
export function invalidValue(field: Field<unknown, unknown>, name: OptionName | string, value: unknown): Phrase {
  const message = phrase`${name} must be ${field.rule}, got ${formatValue(value)}`;
  const hint = isOverlong(field, value) ? undefined : field.hint?.(value);
  return hint === undefined ? message : message.plus('; ').plus(Phrase.of(hint));
}

/** Returns a question that offers one or more spellings, or `undefined` if there are none. */
export function didYouMean(...spellings: readonly (string | number | undefined)[]): string | undefined {
  const known = spellings.filter((spelling) => spelling !== undefined);
  return known.length === 0 ? undefined : `did you mean ${known.join(' or ')}?`;
}

const MAX_SHOWN_LENGTH = 80;

/** Formats a value for a message. Text is in quotes, so that empty text is visible. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > MAX_SHOWN_LENGTH ? `${value.slice(0, MAX_SHOWN_LENGTH - 3)}...` : value);
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
