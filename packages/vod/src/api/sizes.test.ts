import { expect, test } from 'vitest';
import { refusalOf } from '../testing/refusal.js';
import { codesOf, declaredCode } from '../wire/error/action-codes.js';
import type { ApiErrorCode } from '../wire/error/catalogue.js';
import { type JsonSchema, parseParams } from '../wire/params/kind.js';
import { cut } from '../wire/params/message.js';
import type { ParamTree } from '../wire/params/wire.js';
import { actions } from './actions.js';

/* Every text and every array of every action has a limit. They are found in the schemas, so a new parameter is tested, too. */

interface Schema extends JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly minLength?: number;
  readonly anyOf?: readonly { readonly const?: unknown }[];
}

/** Names of members, and 0 for the first element of an array. */
type Path = readonly (string | 0)[];

function resolved(schema: JsonSchema | undefined): Schema {
  return schema?.$ref ? resolved(schema.$ref as JsonSchema) : ((schema ?? {}) as Schema);
}

/** Every text and every array in a schema, at any depth. */
function limitedIn(given: JsonSchema, path: Path = []): { path: Path; schema: Schema }[] {
  const schema = resolved(given);
  const { type, properties = {}, items, format } = schema;
  if (type === 'string') return format === 'date-time' ? [] : [{ path, schema }];
  if (type === 'array') return [{ path, schema }, ...limitedIn(items ?? {}, [...path, 0])];
  return Object.entries(properties).flatMap(([name, member]) => limitedIn(member, [...path, name]));
}

/** A valid value, with the required members of objects. */
function sampleOf(given: JsonSchema | undefined): unknown {
  const { type, enum: choices, minimum, minItems, items, required = [], properties = {}, pattern } = resolved(given);
  if (choices) return choices[0];
  if (type === 'string') return pattern === undefined ? 'nn' : 'mp4';
  if (type === 'array') return Array(Number(minItems ?? 0)).fill(sampleOf(items));
  if (type === 'object') return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name])]));
  return Math.max(1, minimum ?? 1);
}

/** A valid request, except for the value at this path. */
function requestWith(given: JsonSchema, path: Path, value: unknown): unknown {
  const schema = resolved(given);
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (first === 0) return [requestWith(schema.items ?? {}, rest, value)];
  const inner = requestWith(schema.properties?.[first] ?? {}, rest, value);
  return { ...(sampleOf(schema) as object), [first]: inner };
}

const places = actions.flatMap((action) =>
  limitedIn(action.params.json).map((place) => ({ ...place, action, of: action.name, name: place.path.join('.') })),
);

test('finds the texts and arrays of all actions', () => {
  expect(places.length).toBeGreaterThan(300);
  expect(new Set(places.map(({ of }) => of)).size).toBeGreaterThan(25);
});

const limited = places.filter(({ schema }) => mostOf(schema) !== undefined);
const closed = places.filter(({ schema }) => mostOf(schema) === undefined);

function mostOf({ type, maxItems, maxLength }: Schema): number | undefined {
  return (type === 'array' ? maxItems : maxLength) as number | undefined;
}

/** The refusal of a request with so many elements or characters at this place. */
function problemOf({ action, path, schema }: (typeof places)[number], size: number): string {
  const value = schema.type === 'array' ? Array(size).fill(sampleOf(schema.items)) : 'n'.repeat(size);
  const values = requestWith(action.params.json, path, value) as ParamTree;
  return refusalOf(() => parseParams(action.params, { wire: 'json', values }));
}

test.each(limited)('$of limits $name with a declared code, the limit and the size', (place) => {
  const { action, schema, name } = place;
  const most = Number(mostOf(schema));
  const [, code = '', message = ''] = /^([\w.]+): (.*)$/s.exec(problemOf(place, most + 1)) ?? [];
  expect(codesOf(action.name)).toContain(declaredCode(action.name, code as ApiErrorCode));
  expect(message.startsWith(`${cut(name)} must be `)).toBe(true);
  expect(message).toMatch(new RegExp(`must be .*\\b${most}\\b`));
  const size =
    schema.type === 'array' ? `an array of ${most + 1}` : `"n+"|".*" \\(${most + 1} characters\\)|\\(not shown\\)`;
  expect(message).toMatch(new RegExp(`got (${size})$`, 's'));
});

test.each(closed)('$of limits $name to some words or to a short form', (place) => {
  const { schema, name } = place;
  expect(schema.enum ?? schema.pattern).toBeDefined();
  expect(problemOf(place, 10_000)).toContain(`${cut(name)} must be `);
});
