import type { JsonSchema } from '../../wire/params/kind.js';

/*
 * Schemas of results. Results are not validated at run time; tests validate real answers against these schemas.
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

/** A time, or empty text before the event. */
export function timeOrEmpty(description: string): JsonSchema {
  return { anyOf: [{ type: 'string', format: 'date-time' }, { const: '' }], description };
}

export function oneOf(description: string, ...choices: readonly (string | number)[]): JsonSchema {
  return { type: typeof choices[0] === 'number' ? 'integer' : 'string', enum: choices, description };
}

/** Text values with their meaning. */
export function meanings(values: Readonly<Record<string, string>>): JsonSchema {
  const choices = Object.entries(values).map(([value, description]) => ({ const: value, description }));
  return { type: 'string', oneOf: choices };
}

export function list(of: JsonSchema, description: string): JsonSchema {
  return { type: 'array', items: of, description };
}

/** An array of the contract that is always empty in this service. */
export function emptyList(description: string): JsonSchema {
  return { type: 'array', maxItems: 0, description };
}

/** An object. All members are required except those that may be null, because callbacks leave null members out. */
export function record(members: Readonly<Record<string, JsonSchema>>, title?: string): JsonSchema {
  const required = Object.keys(members).filter((name) => !mayBeNull(members[name] ?? {}));
  return { ...(title && { title }), type: 'object', properties: members, ...(required.length > 0 && { required }) };
}

function mayBeNull({ const: value, anyOf }: JsonSchema): boolean {
  return value === null || (Array.isArray(anyOf) && anyOf.some(({ type }) => type === 'null'));
}

/** A reference to a named type. */
export function typed(type: JsonSchema, description?: string): JsonSchema {
  return { $ref: type, ...(description && { description }) };
}

export function nullable(schema: JsonSchema, description: string): JsonSchema {
  return { anyOf: [schema, { type: 'null' }], description };
}

export function always(value: null | string | number, description: string): JsonSchema {
  return { const: value, description };
}
