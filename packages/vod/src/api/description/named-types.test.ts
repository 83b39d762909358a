import { expect, test } from 'vitest';
import { NamedTypes } from './named-types.js';
import { list, record, text, typed } from './schema.js';

test('moves a type inside a $ref to the components', () => {
  const inner = record({ A: text('a') }, 'Inner');
  const outer = record({ One: typed(inner, 'one'), Many: list(typed(inner), 'many') }, 'Outer');
  const types = new NamedTypes();
  expect(types.move({ anyOf: [typed(outer), { $ref: '#/elsewhere' }] })).toEqual({
    anyOf: [{ $ref: '#/components/schemas/Outer' }, { $ref: '#/elsewhere' }],
  });
  const reference = { $ref: '#/components/schemas/Inner' };
  expect(types.schemas).toEqual({
    Inner: { type: 'object', properties: { A: { type: 'string', description: 'a' } }, required: ['A'] },
    Outer: {
      type: 'object',
      properties: {
        One: { ...reference, description: 'one' },
        Many: { type: 'array', items: reference, description: 'many' },
      },
      required: ['One', 'Many'],
    },
  });
});

test('rejects types without a title or with a duplicate title', () => {
  const types = new NamedTypes();
  types.move(typed(record({}, 'Task')));
  expect(() => types.move(typed(record({ A: text('a') }, 'Task')))).toThrow('Two types have the title Task');
  expect(() => types.move(typed(record({})))).toThrow('A named type needs a title');
});
