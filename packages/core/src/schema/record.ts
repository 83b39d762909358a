import { CliploopError, type ErrorCode } from '../errors.js';
import { option, phrase } from '../phrase.js';
import { type Field, type In, invalidValue, type JsonSchema, type Out, parseValue } from './field.js';
import { nearest } from './nearest.js';

/** A named value: its kind, its default and its documentation. */
export interface Entry<F extends Field<unknown, unknown> = Field<unknown, unknown>> {
  readonly field: F;
  /** One or a few sentences, shown in tables, types and `--help`. */
  readonly doc: string;
  /** Unit of the value: s, px, fps, bytes. */
  readonly unit?: string;
  /** Value that applies when none is given, in a form that `field` accepts. */
  readonly default?: string | number | boolean;
  /** Explains `default` in tables ("no limit"), or describes a default that is not a fixed value. */
  readonly defaultNote?: string;
  /** A template can set the value; it then replaces the default. */
  readonly inTemplate?: true;
  readonly required?: true;
  /** Name of the value in `--help`; false when a command line cannot carry it. Absent for switches. */
  readonly flag?: string | false;
}

export type RecordSchema = { readonly [name: string]: Entry };

export type RecordIn<S extends RecordSchema> = { -readonly [K in keyof S]?: In<S[K]['field']> | undefined };
export type RecordOut<S extends RecordSchema> = { -readonly [K in keyof S]?: Out<S[K]['field']> };

type WithDefault<S extends RecordSchema> = {
  [K in keyof S]: S[K] extends { readonly default: unknown } ? K : never;
}[keyof S];
type Defaults<S extends RecordSchema> = { -readonly [K in WithDefault<S>]: Out<S[K]['field']> };

/** How errors name the entries of a record. */
interface Naming {
  code: ErrorCode;
  /** Noun for one entry: option, limit, template field. */
  noun: string;
  /** Put before names in messages: "limits." */
  prefix: string;
  /** Put after names that are not options: " of the template". */
  suffix?: string;
}

/**
 * Parses the given values; `undefined` counts as absent. Defaults are not filled in.
 *
 * @throws {CliploopError} For the first unknown name, with the nearest known one; then for the first invalid value.
 */
export function parseRecord<S extends RecordSchema>(schema: S, given: object, naming: Naming): RecordOut<S> {
  const { code, noun, prefix, suffix } = naming;
  const named = (name: string) => (suffix === undefined ? option(prefix + name) : `${name}${suffix}`);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(schema, name)) continue;
    const near = nearest(name, Object.keys(schema));
    const message = phrase`Unknown ${noun} ${suffix === undefined ? option(prefix + name) : name}`;
    const suggested = near !== undefined && (suffix === undefined ? option(prefix + near) : near);
    throw new CliploopError(code, suggested ? phrase`${message}; did you mean ${suggested}?` : message, {
      stage: 'options',
      option: prefix + name,
    });
  }
  const parsed: Record<string, unknown> = {};
  for (const [name, { field }] of Object.entries(schema)) {
    const value = (given as Record<string, unknown>)[name];
    if (value === undefined) continue;
    const out = parseValue(field, value);
    if (out === undefined) {
      throw new CliploopError(code, invalidValue(field, named(name), value), {
        stage: 'options',
        option: prefix + name,
      });
    }
    parsed[name] = out;
  }
  return parsed as RecordOut<S>;
}

/** Returns the parsed defaults of a schema, a new object for each call. */
export function defaultsOf<S extends RecordSchema>(schema: S): Defaults<S> {
  const entries = Object.entries(schema).filter(([, entry]) => entry.default !== undefined);
  return Object.fromEntries(entries.map(([name, entry]) => [name, entry.field.parse(entry.default)])) as Defaults<S>;
}

/** Formats a default for a table: "15", "0 (no limit)", "from the template, else 15". */
export function defaultText({ default: value, defaultNote: note, inTemplate }: Entry): string | undefined {
  const shown = value === '' ? "''" : value;
  const text = note === undefined ? shown : shown === undefined ? note : `${shown} (${note})`;
  if (text === undefined) return undefined;
  return inTemplate ? `from the template, else ${text}` : String(text);
}

/** Returns the JSON Schema of the values that JSON can carry. */
export function jsonSchema(schema: RecordSchema): JsonSchema {
  const portable = Object.entries(schema).filter(([, { flag }]) => flag !== false);
  const property = ({ field, doc, default: value }: Entry): JsonSchema => ({
    ...field.json,
    description: doc,
    ...(value !== undefined && { default: value }),
  });
  return {
    type: 'object',
    additionalProperties: false,
    required: portable.filter(([, entry]) => entry.required === true).map(([name]) => name),
    properties: Object.fromEntries(portable.map(([name, entry]) => [name, property(entry)])),
  };
}
