import { CliploopError, type ErrorCode } from '../errors.js';
import { option, phrase } from '../phrase.js';
import { accepted, type Field, type In, type JsonSchema, type Out, refusal } from './field.js';
import { nearest } from './nearest.js';

/** A named value: its kind, and what the documentation says of it. */
export interface Entry<F extends Field<unknown, unknown> = Field<unknown, unknown>> {
  readonly field: F;
  /** One sentence or a few; the same text is in the tables, the types and `--help`. */
  readonly doc: string;
  /** What the number counts: s, px, frames/s, bytes … */
  readonly unit?: string;
  /** The default as the tables show it. Absent: none, the value may stay away. */
  readonly default?: string;
  readonly required?: true;
  /** Word for the value in `--help`, or false when a command line cannot carry it. */
  readonly flag?: string | false;
}

export type RecordSchema = { readonly [name: string]: Entry };

export type RecordIn<S extends RecordSchema> = { -readonly [K in keyof S]?: In<S[K]['field']> | undefined };
export type RecordOut<S extends RecordSchema> = { -readonly [K in keyof S]?: Out<S[K]['field']> };

/** How errors name fields. */
interface Words {
  code: ErrorCode;
  /** What one name is called: option, limit, template field. */
  noun: string;
  /** Put before names in messages: "limits." */
  prefix: string;
  /** Put after names that are not options: " of the template". */
  suffix?: string;
}

/**
 * The given values, each parsed; `undefined` counts as absent. Throws the first refusal: an unknown name (with the nearest
 * known one), then a value that its field refuses.
 */
export function parseRecord<S extends RecordSchema>(schema: S, given: object, words: Words): RecordOut<S> {
  const { code, noun, prefix, suffix } = words;
  const named = (name: string) => (suffix === undefined ? option(prefix + name) : `${name}${suffix}`);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(schema, name)) continue;
    const near = nearest(name, Object.keys(schema));
    const unknown = phrase`Unknown ${noun} ${suffix === undefined ? option(prefix + name) : name}`;
    const meant = near !== undefined && (suffix === undefined ? option(prefix + near) : near);
    throw new CliploopError(code, meant ? phrase`${unknown}; did you mean ${meant}?` : unknown, {
      stage: 'options',
      option: prefix + name,
    });
  }
  const parsed: Record<string, unknown> = {};
  for (const [name, { field }] of Object.entries(schema)) {
    const value = (given as Record<string, unknown>)[name];
    if (value === undefined) continue;
    const known = accepted(field, value);
    if (known === undefined) {
      throw new CliploopError(code, refusal(field, named(name), value), { stage: 'options', option: prefix + name });
    }
    parsed[name] = known;
  }
  return parsed as RecordOut<S>;
}

/** The values that JSON can carry, for API descriptions. */
export function jsonSchema(schema: RecordSchema): JsonSchema {
  const portable = Object.entries(schema).filter(([, { flag }]) => flag !== false);
  return {
    type: 'object',
    additionalProperties: false,
    required: portable.filter(([, entry]) => entry.required === true).map(([name]) => name),
    properties: Object.fromEntries(
      portable.map(([name, { field, doc }]) => [name, { ...field.json, description: doc }]),
    ),
  };
}
