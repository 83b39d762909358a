import type { JsonSchema } from '../../wire/params/kind.js';

/*
 * The words in which results are described. Unlike parameters nobody validates them at run time: tests hold real answers
 * against them.
 */

export function text(description: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'string', description, ...more };
}

export function integer(description: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'integer', description, ...more };
}

export function number(description: string): JsonSchema {
  return { type: 'number', description };
}

export function time(description: string): JsonSchema {
  return { type: 'string', format: 'date-time', description };
}

/** Empty text for what has not happened yet. */
export function timeOrEmpty(description: string): JsonSchema {
  return { anyOf: [{ type: 'string', format: 'date-time' }, { const: '' }], description };
}

export function oneOf(description: string, ...choices: readonly (string | number)[]): JsonSchema {
  return { type: typeof choices[0] === 'number' ? 'integer' : 'string', enum: choices, description };
}

/** Words with what each of them means. */
export function meanings(of: Readonly<Record<string, string>>): JsonSchema {
  const choices = Object.entries(of).map(([value, description]) => ({ const: value, description }));
  return { type: 'string', oneOf: choices };
}

export function list(of: JsonSchema, description: string): JsonSchema {
  return { type: 'array', items: of, description };
}

/** A set that the contract has and this service never fills. */
export function emptyList(description: string): JsonSchema {
  return { type: 'array', maxItems: 0, description };
}

/** An object whose members are all there, but that callbacks leave out what is null. */
export function record(members: Readonly<Record<string, JsonSchema>>, title?: string): JsonSchema {
  const required = Object.keys(members).filter((name) => !mayBeNull(members[name] ?? {}));
  return { ...(title && { title }), type: 'object', properties: members, ...(required.length > 0 && { required }) };
}

function mayBeNull({ const: value, anyOf }: JsonSchema): boolean {
  return value === null || (Array.isArray(anyOf) && anyOf.some(({ type }) => type === 'null'));
}

/** A type that has a title, at a place of its own. */
export function typed(type: JsonSchema, description?: string): JsonSchema {
  return { $ref: type, ...(description && { description }) };
}

export function nullable(schema: JsonSchema, description: string): JsonSchema {
  return { anyOf: [schema, { type: 'null' }], description };
}

export function always(value: null | string | number, description: string): JsonSchema {
  return { const: value, description };
}
