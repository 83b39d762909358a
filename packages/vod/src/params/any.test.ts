import { describe, expect, test } from 'vitest';
import { refusalOf } from '../testing/refusal.js';
import { anyObject } from './any.js';
import { array } from './array.js';
import { decodeParams } from './decode.js';
import { optional, parseParams } from './kind.js';
import { object } from './object.js';
import { parsePairs } from './pairs.js';

const kind = object({ Task: optional(anyObject()), Set: optional(array(anyObject())) });

function json(body: string): unknown {
  return parseParams(kind, decodeParams({ wire: 'json', body: Buffer.from(body) }));
}

function text(query: string): unknown {
  return parseParams(kind, decodeParams({ wire: 'text', pairs: parsePairs(query) }));
}

describe('what is accepted', () => {
  test.each([
    '{"Task":{}}',
    '{"Task":{"b":1,"a":[2.5,true,null,"会话 😀",{"x":{}}],"":""},"Set":[{},{"Definition":20}]}',
    '{"Task":{"__proto__":{"polluted":1},"constructor":"c"}}',
  ])('%s comes back as it was', (body) => {
    expect(JSON.stringify(json(body))).toBe(body);
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
  });

  test('null and missing are the same', () => {
    expect(json('{"Task":null}')).toEqual({});
  });

  test('text stays text where the wire has nothing else', () => {
    expect(text('Task.Definition=20&Task.On=true&Task.Note=&Set.0.A.0=1')).toEqual({
      Task: { Definition: '20', On: 'true', Note: '' },
      Set: [{ A: ['1'] }],
    });
  });
});

const storable = 'it must be text without U+0000 and lone surrogates';

describe('what is refused', () => {
  test.each([
    ['{"Task":"{}"}', 'InvalidParameter: Task is "{}"; it must be an object'],
    ['{"Task":[]}', 'InvalidParameter: Task is an array of 0; it must be an object'],
    ['{"Task":7}', 'InvalidParameter: Task is 7; it must be an object'],
    ['{"Set":[{},1]}', 'InvalidParameter: Set.1 is 1; it must be an object'],
    ['{"Set":[null]}', 'MissingParameter: Set.0 is missing; it must be an object'],
    ['{"Task":{"a":["\\u0000"]}}', `InvalidParameterValue: Task.a.0 is "\\u0000"; ${storable}`],
    ['{"Task":{"a":{"b":"\\ud800"}}}', `InvalidParameterValue: Task.a.b is "\\ud800"; ${storable}`],
    ['{"Task":{"\\u0000":1}}', `InvalidParameterValue: The name of a member of Task is "\\u0000"; ${storable}`],
    ['{"Task":{"a":1e999}}', 'InvalidParameterValue: Task.a is Infinity; it must be a finite number'],
  ])('%s', (body, expected) => {
    expect(refusalOf(() => json(body))).toBe(expected);
  });

  test('text in its place', () => {
    expect(refusalOf(() => text('Task=a'))).toBe('InvalidParameter: Task is "a"; it must be an object');
    expect(refusalOf(() => text('Task.0=a'))).toBe('InvalidParameter: Task is an array of 1; it must be an object');
  });
});

test('it describes itself as JSON Schema', () => {
  expect(anyObject().json).toEqual({ type: 'object' });
});
