import { describe, expect, expectTypeOf, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { array } from './array.js';
import { decodeParams } from './decode.js';
import { described, type Infer, type Kind, named, optional, parseParams, withDefault } from './kind.js';
import { integer, number } from './number.js';
import { object } from './object.js';
import { parsePairs } from './pairs.js';
import { onOff, string } from './string.js';
import { time } from './time.js';

const template = object({
  Fps: integer({ min: 1, max: 60, code: 'InvalidParameterValue.Fps' }),
  Width: withDefault(integer({ min: 128, max: 4096, or: 0, code: 'InvalidParameterValue.Resolution' }), 0),
  Format: withDefault(string({ enum: ['gif', 'webp'], code: 'InvalidParameterValue.Format' }), 'gif'),
  Quality: optional(number({ min: 1, max: 100, code: 'InvalidParameterValue.Quality' })),
  Name: optional(string({ max: 64, code: 'InvalidParameterValue.Name' })),
});

const job = object({
  FileId: string({ min: 1 }),
  Definitions: optional(array(integer(), { min: 1, max: 3, code: 'InvalidParameterValue.FileIdsOverLimit' })),
  Task: optional(object({ Set: array(object({ Definition: integer(), StartTimeOffset: optional(number()) })) })),
  Switch: optional(onOff()),
  ExpireTime: optional(time({ code: 'InvalidParameterValue.ExpireTime' })),
  SignKey: optional(string({ max: 4, pattern: /^[A-Za-z0-9]*$/, form: 'letters and digits', secret: true })),
});

function json<T>(kind: Kind<T>, params: unknown): T {
  return parseParams(kind, decodeParams({ wire: 'json', body: Buffer.from(JSON.stringify(params)) }));
}

function text<T>(kind: Kind<T>, query: string): T {
  return parseParams(kind, decodeParams({ wire: 'text', pairs: parsePairs(query) }));
}

test('infers types', () => {
  expectTypeOf<Infer<typeof template>>().toEqualTypeOf<{
    Fps: number;
    Width: number;
    Format: 'gif' | 'webp';
    Quality?: number | undefined;
    Name?: string | undefined;
  }>();
  expectTypeOf<NonNullable<Infer<typeof job>['Task']>['Set'][0]['Definition']>().toEqualTypeOf<number>();
  expectTypeOf<Infer<typeof job>['Switch']>().toEqualTypeOf<boolean | undefined>();
  expectTypeOf<Infer<typeof job>['ExpireTime']>().toEqualTypeOf<Date | undefined>();
});

describe('accepts', () => {
  test('the same values in JSON and text', () => {
    const expected = {
      FileId: '5285890784246869930',
      Definitions: [20000, 20001],
      Task: { Set: [{ Definition: 20001, StartTimeOffset: -2.5 }] },
      Switch: true,
      ExpireTime: new Date('2026-01-31T08:00:00Z'),
    };
    const sent = { ...expected, Switch: 'ON' };
    expect(json(job, sent)).toEqual(expected);
    expect(
      text(
        job,
        'FileId=5285890784246869930&Definitions.0=20000&Definitions.1=20001&Task.Set.0.Definition=20001' +
          '&Task.Set.0.StartTimeOffset=-2.5&Switch=ON&ExpireTime=2026-01-31T08:00:00Z',
      ),
    ).toEqual(expected);
  });

  test('missing and null as absent or default values', () => {
    const expected = { Fps: 2, Width: 0, Format: 'gif' };
    expect(json(template, { Fps: 2 })).toEqual(expected);
    expect(json(template, { Fps: 2, Width: null, Format: null, Quality: null, Name: null })).toEqual(expected);
    expect(Object.keys(json(template, { Fps: 2, Name: null }))).not.toContain('Name');
  });

  test('empty text in a query string as missing, except for free text', () => {
    expect(text(template, 'Fps=2&Width=&Format=&Quality=&Name=')).toEqual({
      Fps: 2,
      Width: 0,
      Format: 'gif',
      Name: '',
    });
    const mode = object({ Mode: string({ enum: ['', 'Finish'] }), Set: optional(array(integer())) });
    expect(text(mode, 'Mode=&Set=')).toEqual({ Mode: '' });
  });

  test('unknown parameters, and leaves them out', () => {
    expect(json(template, { Fps: 2, Later: { a: [1] }, constructor: 1 })).toEqual({ Fps: 2, Width: 0, Format: 'gif' });
    expect(text(template, 'Fps=2&Later.0=a&toString=b')).toEqual({ Fps: 2, Width: 0, Format: 'gif' });
  });

  test('a default that results cannot change', () => {
    const kind = object({ Tags: withDefault(array(string()), ['a']) });
    json(kind, {}).Tags.push('b');
    expect(json(kind, {})).toEqual({ Tags: ['a'] });
  });

  test.each<[string, number]>([
    ['1', 1],
    ['1.0', 1],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['-0', 0],
  ])('integer %s', (written, value) => {
    const kind = object({ N: integer() });
    expect(text(kind, `N=${written}`)).toEqual({ N: value });
    expect(parseParams(kind, decodeParams({ wire: 'json', body: Buffer.from(`{"N":${written}}`) }))).toEqual({
      N: value,
    });
  });

  test.each<[string, number]>([
    ['2.5', 2.5],
    ['-.5', -0.5],
    ['1e-7', 1e-7],
    ['1e%2B3', 1000],
  ])('number %s as text', (written, value) => {
    expect(text(object({ N: number() }), `N=${written}`)).toEqual({ N: value });
  });

  test('a length in characters, not in bytes or UTF-16 units', () => {
    const kind = object({ Name: string({ max: 3 }) });
    expect(json(kind, { Name: '会话😀' })).toEqual({ Name: '会话😀' });
    expect(refusalOf(() => json(kind, { Name: '会话😀!' }))).toBe(
      'InvalidParameterValue: Name must be text of at most 3 characters, got "会话😀!"',
    );
  });
});

const fps = 'must be an integer from 1 to 60';
const size = 'must be 0 or an integer from 128 to 4096';

describe('rejects in JSON', () => {
  test.each<[unknown, string]>([
    [{}, `MissingParameter: Fps is missing; it ${fps}`],
    [{ Fps: null }, `MissingParameter: Fps is missing; it ${fps}`],
    [{ Fps: 61 }, `InvalidParameterValue.Fps: Fps ${fps}, got 61`],
    [{ Fps: 1.5 }, `InvalidParameterValue.Fps: Fps ${fps}, got 1.5`],
    [{ Fps: '12' }, `InvalidParameter: Fps ${fps}, got "12"`],
    [{ Fps: '' }, `InvalidParameter: Fps ${fps}, got ""`],
    [{ Fps: true }, `InvalidParameter: Fps ${fps}, got true`],
    [{ Fps: [12] }, `InvalidParameter: Fps ${fps}, got an array of 1`],
    [{ Fps: {} }, `InvalidParameter: Fps ${fps}, got an object`],
    [{ Fps: 1, Width: 127 }, `InvalidParameterValue.Resolution: Width ${size}, got 127`],
    [{ Fps: 1, Quality: 0.5 }, 'InvalidParameterValue.Quality: Quality must be a number from 1 to 100, got 0.5'],
    [{ Fps: 1, Format: 'GIF' }, 'InvalidParameterValue.Format: Format must be "gif" or "webp", got "GIF"'],
    [{ Fps: 1, Format: 1 }, 'InvalidParameter: Format must be "gif" or "webp", got 1'],
    [
      { Fps: 1, Name: '长'.repeat(100) },
      `InvalidParameterValue.Name: Name must be text of at most 64 characters, got "${'长'.repeat(80)}…" (100 characters)`,
    ],
    [{ Fps: 1, Name: 7 }, 'InvalidParameter: Name must be text of at most 64 characters, got 7'],
    [
      { Fps: 1, Name: 'a\0b' },
      'InvalidParameterValue.Name: Name must be text without U+0000 and lone surrogates, got "a\\u0000b"',
    ],
    [
      { Fps: 1, Name: '\ud800' },
      'InvalidParameterValue.Name: Name must be text without U+0000 and lone surrogates, got "\\ud800"',
    ],
  ])('%j', (params, expected) => {
    expect(refusalOf(() => json(template, params))).toBe(expected);
  });

  test.each<[unknown, string]>([
    [{ FileId: '' }, 'InvalidParameterValue: FileId must be text of 1 to 1000 characters, got ""'],
    [{ FileId: 5285890784 }, 'InvalidParameter: FileId must be text of 1 to 1000 characters, got 5285890784'],
    [{ FileId: 'f', Definitions: 1 }, 'InvalidParameter: Definitions must be an array of 1 to 3 elements, got 1'],
    [
      { FileId: 'f', Definitions: [1, 2, 3, 4] },
      'InvalidParameterValue.FileIdsOverLimit: Definitions must be an array of 1 to 3 elements, got an array of 4',
    ],
    [
      { FileId: 'f', Definitions: [1, null] },
      'MissingParameter: Definitions.1 is missing; it must be an integer from -9007199254740991 to 9007199254740991',
    ],
    [{ FileId: 'f', Task: [] }, 'InvalidParameter: Task must be an object, got an array of 0'],
    [
      { FileId: 'f', Task: { Set: [{ Definition: 1 }, { Definition: 2, StartTimeOffset: '2' }] } },
      'InvalidParameter: Task.Set.1.StartTimeOffset must be a number, got "2"',
    ],
    [{ FileId: 'f', Switch: 'on' }, 'InvalidParameterValue: Switch must be "ON" or "OFF", got "on"'],
    [{ FileId: 'f', Switch: true }, 'InvalidParameter: Switch must be "ON" or "OFF", got true'],
    [
      { FileId: 'f', SignKey: 'very secret' },
      'InvalidParameterValue: SignKey must be letters and digits of at most 4 characters, got (not shown)',
    ],
  ])('%j', (params, expected) => {
    expect(refusalOf(() => json(job, params))).toBe(expected);
  });

  test.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T08:00:00',
    '2026-01-31',
    'soon',
  ])('time %s', (moment) => {
    expect(refusalOf(() => json(job, { FileId: 'f', ExpireTime: moment }))).toBe(
      `InvalidParameterValue.ExpireTime: ExpireTime must be a time such as 2026-01-31T08:00:00Z, got "${moment}"`,
    );
  });

  test('integers that JSON cannot represent exactly', () => {
    const body = Buffer.from('{"FileId":"f","Definitions":[9007199254740993]}');
    expect(refusalOf(() => parseParams(job, decodeParams({ wire: 'json', body })))).toMatch(
      /^InvalidParameterValue: Definitions\.0 must be an integer from .*, got 9007199254740992/,
    );
  });
});

describe('rejects as text', () => {
  test.each([
    ['Fps=61', `InvalidParameterValue.Fps: Fps ${fps}, got 61`],
    ['Fps=1.5', `InvalidParameterValue.Fps: Fps ${fps}, got 1.5`],
    ['Fps=twelve', `InvalidParameter: Fps ${fps}, got "twelve"`],
    ['Fps=0x10', `InvalidParameter: Fps ${fps}, got "0x10"`],
    ['Fps=%2012', `InvalidParameter: Fps ${fps}, got " 12"`],
    ['Fps=NaN', `InvalidParameter: Fps ${fps}, got "NaN"`],
    ['Fps=1e999', `InvalidParameterValue.Fps: Fps ${fps}, got Infinity`],
    ['Fps=', `MissingParameter: Fps is missing; it ${fps}`],
    ['Fps.0=1', `InvalidParameter: Fps ${fps}, got an array of 1`],
    ['Fps.a=1', `InvalidParameter: Fps ${fps}, got an object`],
    ['Fps=1&Name.0=a', 'InvalidParameter: Name must be text of at most 64 characters, got an array of 1'],
  ])('%s', (query, expected) => {
    expect(refusalOf(() => text(template, query))).toBe(expected);
  });

  test('a missing element with its own name', () => {
    expect(refusalOf(() => text(job, 'FileId=f&Definitions.0=1&Definitions.1='))).toMatch(
      /^MissingParameter: Definitions\.1 is missing; it must be an integer/,
    );
  });

  test('a missing array like an empty array, which a query string cannot contain', () => {
    const ids = object({ Ids: array(string(), { min: 1, max: 2, minCode: 'InvalidParameterValue.FileIdsEmpty' }) });
    const empty = 'InvalidParameterValue.FileIdsEmpty: Ids must be an array of 1 to 2 elements, got an array of 0';
    expect(refusalOf(() => text(ids, ''))).toBe(empty);
    expect(refusalOf(() => json(ids, { Ids: [] }))).toBe(empty);
    expect(refusalOf(() => json(ids, {}))).toBe(
      'MissingParameter: Ids is missing; it must be an array of 1 to 2 elements',
    );
    expect(text(object({ Set: array(integer()) }), '')).toEqual({ Set: [] });
  });

  test('empty text with its own code', () => {
    const name = object({
      Name: string({ min: 1, max: 2, code: 'InvalidParameterValue.Name', emptyCode: 'InvalidParameter' }),
    });
    const rule = 'must be text of 1 to 2 characters';
    expect(refusalOf(() => text(name, 'Name='))).toBe(`InvalidParameter: Name ${rule}, got ""`);
    expect(refusalOf(() => text(name, 'Name=abc'))).toBe(`InvalidParameterValue.Name: Name ${rule}, got "abc"`);
  });

  test('long digits in a short time', () => {
    expect(refusalOf(() => text(template, `Fps=${'1'.repeat(1_000_000)}x`))).toBe(
      `InvalidParameter: Fps ${fps}, got "${'1'.repeat(80)}…" (1000001 characters)`,
    );
  });
});

const refused = (...codes: string[]) => ({ 'x-error-codes': codes.map((code) => `InvalidParameterValue.${code}`) });

test('describes a schema as JSON Schema', () => {
  expect(described(template, 'A template.').json).toEqual({
    type: 'object',
    description: 'A template.',
    required: ['Fps'],
    additionalProperties: false,
    properties: {
      Fps: { type: 'integer', minimum: 1, maximum: 60, ...refused('Fps') },
      Width: {
        anyOf: [{ const: 0 }, { type: 'integer', minimum: 128, maximum: 4096 }],
        default: 0,
        ...refused('Resolution'),
      },
      Format: { type: 'string', enum: ['gif', 'webp'], default: 'gif', ...refused('Format') },
      Quality: { type: 'number', minimum: 1, maximum: 100, ...refused('Quality') },
      Name: { type: 'string', maxLength: 64, ...refused('Name') },
    },
  });
  expect(job.json).toMatchObject({
    required: ['FileId'],
    properties: {
      FileId: { type: 'string', minLength: 1 },
      Definitions: {
        ...{ type: 'array', minItems: 1, maxItems: 3, items: { type: 'integer' } },
        ...refused('FileIdsOverLimit'),
      },
      Switch: { type: 'string', enum: ['ON', 'OFF'] },
      ExpireTime: { type: 'string', format: 'date-time' },
      SignKey: { type: 'string', maxLength: 4, pattern: '^[A-Za-z0-9]*$' },
    },
  });
});

test('describes a named type with its name, and reads it like any other', () => {
  const kind = object({
    One: described(optional(named(object({ N: integer({ max: 9 }) }), 'Numbered')), 'One of them.'),
  });
  expect(kind.json).toEqual({
    type: 'object',
    additionalProperties: false,
    properties: {
      One: {
        $ref: {
          title: 'Numbered',
          type: 'object',
          properties: { N: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: 9 } },
          required: ['N'],
          additionalProperties: false,
        },
        description: 'One of them.',
      },
    },
  });
  expect(json(kind, { One: { N: 9 } })).toEqual({ One: { N: 9 } });
  expect(refusalOf(() => json(kind, { One: {} }))).toMatch(/^MissingParameter: One\.N is missing/);
});
