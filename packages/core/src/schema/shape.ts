import type { JsonSchema } from './field.js';

/** Describes a value that the library returns: its JSON Schema and its TypeScript type. */
export interface Shape<T> {
  readonly json: JsonSchema;
  /** TypeScript type as text. For an object, the name of its interface. */
  readonly type: string;
  /** Members of an object. */
  readonly members?: Members;
  /** Shape of the elements of an array, or of an object that may be null. */
  readonly item?: Shape<unknown>;
  /** Carries the type `T`; never read. */
  readonly value?: T;
}

export interface Member<S extends Shape<unknown> = Shape<unknown>> {
  readonly shape: S;
  readonly doc: string;
  readonly unit?: string;
  readonly optional?: boolean;
}

export type Members = { readonly [name: string]: Member };

export type ValueOf<S> = S extends Shape<infer T> ? T : never;
type OptionalKey<M extends Members> = { [K in keyof M]: M[K]['optional'] extends true ? K : never }[keyof M];
type ObjectOf<M extends Members> = Flat<
  { -readonly [K in Exclude<keyof M, OptionalKey<M>>]: ValueOf<M[K]['shape']> } & {
    -readonly [K in OptionalKey<M>]?: ValueOf<M[K]['shape']>;
  }
>;
type Flat<T> = { [K in keyof T]: T[K] };

export const text: Shape<string> = { json: { type: 'string' }, type: 'string' };
export const boolean: Shape<boolean> = { json: { type: 'boolean' }, type: 'boolean' };
export const number: Shape<number> = { json: { type: 'number' }, type: 'number' };
export const integer: Shape<number> = { json: { type: 'integer' }, type: 'number' };
export const numbersByName: Shape<Record<string, number>> = {
  json: { type: 'object', additionalProperties: { type: 'number' } },
  type: 'Record<string, number>',
};

export function oneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  const type = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(' | ');
  return { json: { enum: values }, type };
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  const json = { anyOf: [shape.json, { type: 'null' }] };
  return { json, type: `${shape.type} | null`, ...(shape.members !== undefined && { item: shape }) };
}

/** An object. `name` is the name of the generated interface. */
export function object<const M extends Members>(name: string, members: M): Shape<ObjectOf<M>> & { members: M } {
  const entries = Object.entries<Member>(members);
  const json = {
    type: 'object',
    additionalProperties: false,
    required: entries.filter(([, member]) => member.optional !== true).map(([key]) => key),
    properties: Object.fromEntries(
      entries.map(([key, member]) => [key, { ...member.shape.json, description: member.doc }]),
    ),
  };
  return { json, type: name, members };
}

export function listOf<T>(item: Shape<T>): Shape<T[]> {
  const type = /[ |]/.test(item.type) ? `(${item.type})[]` : `${item.type}[]`;
  return { json: { type: 'array', items: item.json }, type, item };
}
