import { describe, expect, test } from 'vitest';
import { actions } from '../../api/actions.js';
import type { JsonSchema } from '../params/kind.js';
import { inputTypes } from './input-types.js';
import { elementOf, sdkTypes } from './testing/sdk-types.js';

const types = sdkTypes();

/** Resolves a named schema, or the element schema of an array. */
function inside(schema: JsonSchema): JsonSchema {
  if (schema.$ref) return inside(schema.$ref as JsonSchema);
  return schema.items ? inside(schema.items as JsonSchema) : schema;
}

/** Returns the members of the client's type, at any depth, that the schema does not have. */
function unknownTo(schema: JsonSchema, type: string, path: string): string[] {
  const members = types.get(type);
  if (!members) return [];
  const { properties, additionalProperties } = inside(schema) as {
    properties?: Readonly<Record<string, JsonSchema>>;
    additionalProperties?: boolean;
  };
  if (!properties || additionalProperties !== false) return [`${path} is no closed object`];
  return [...members].flatMap(([name, of]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return properties[name] ? unknownTo(properties[name], elementOf(of), place) : [place];
  });
}

test('finds the expected types in the installed client', () => {
  expect(types.size).toBeGreaterThan(1000);
  expect(types.get('ProcessMediaRequest')?.get('MediaProcessTask')).toBe('MediaProcessTaskInput');
});

describe.each(actions)('$name', ({ name, params }) => {
  test('accepts or ignores every parameter of the official client', () => {
    const request = `${name}Request`;
    // The client declares requests without parameters as `null`.
    if (types.has(request)) expect(unknownTo(params.json, request, '')).toEqual([]);
    else expect(Object.keys((params.json.properties ?? {}) as object)).toEqual([]);
  });
});

test('has the types of the official client for other products', () => {
  const plain: Readonly<Record<string, string>> = { string: 'string', int: 'number', uint: 'number', float: 'number' };
  for (const [name, members] of Object.entries(inputTypes)) {
    const expected = Object.entries(members as Record<string, string>).map(([member, type]) => {
      const element = type.replace('[]', '');
      const of = plain[element] ?? element;
      return [member, type.endsWith('[]') ? `Array<${of}>` : of];
    });
    expect([name, Object.fromEntries(types.get(name) ?? [])]).toEqual([name, Object.fromEntries(expected)]);
  }
});
