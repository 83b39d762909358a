/*
 * The one schema of this package: a small declarative table of our own. A schema library was measured first, as the time
 * of its import in a fresh Node 20 (the whole of animate() in a fresh process counts): zod 4 and zod/mini 95 to 120 ms,
 * valibot 12 ms, this 1 ms. None of them writes messages in the words wanted here without a layer of ours on top.
 */

/** The part of JSON Schema that API descriptions need. */
export type JsonSchema = { readonly [key: string]: unknown };

/** One kind of value. `In` is what callers give, `Out` what the rest of the code works with. */
export interface Field<Out, In = Out> {
  /** Words for messages and tables: "integer between 1 and 100". */
  readonly expected: string;
  /** The TypeScript type of `In`, as text for the generated interface. */
  readonly type: string;
  /** Of the values that JSON can carry. */
  readonly json: JsonSchema;
  /** `undefined` refuses the value. */
  parse(value: unknown): Out | undefined;
  /** A command-line word as a value; what cannot be one comes back unchanged, so that `parse` refuses it by name. */
  fromText?(text: string): unknown;
  /** Never read: carries `In`. */
  readonly in?: In;
}

export type In<F> = F extends Field<unknown, infer I> ? I : never;
export type Out<F> = F extends Field<infer O, unknown> ? O : never;

/** The whole of a refusal, in one voice. */
export function expectation(expected: string, name: string, received: unknown): string {
  return `Expected ${expected} for ${name} but received ${shown(received)} of type ${typeof received}`;
}

function shown(value: unknown): string {
  const text = typeof value === 'symbol' || typeof value !== 'object' ? String(value) : objectName(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function objectName(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return `an instance of ${value.constructor?.name ?? 'Object'}`;
}
