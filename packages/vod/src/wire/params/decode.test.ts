import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { splitCommon } from './common.js';
import { decodeParams } from './decode.js';
import { parsePairs } from './pairs.js';
import type { ParamTree } from './wire.js';

function fromQuery(text: string): ParamTree {
  return decodeParams({ wire: 'text', pairs: parsePairs(text) }).values;
}

function fromBody(body: string | Buffer): ParamTree {
  return decodeParams({ wire: 'json', body: Buffer.from(body) }).values;
}

describe('query string', () => {
  test('becomes nested values, all of them text', () => {
    const query =
      'FileId=5285890784246869930&MediaProcessTask.AnimatedGraphicTaskSet.0.Definition=20001' +
      '&MediaProcessTask.AnimatedGraphicTaskSet.0.EndTimeOffset=2.5&SessionContext=%E4%BC%9A%E8%AF%9D+1&SessionId=';
    expect(decodeParams({ wire: 'text', pairs: parsePairs(query) }).wire).toBe('text');
    expect(fromQuery(query)).toEqual({
      FileId: '5285890784246869930',
      MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: '20001', EndTimeOffset: '2.5' }] },
      SessionContext: '会话 1',
      SessionId: '',
    });
  });

  test('may have elements in any order', () => {
    expect(fromQuery('A.2=c&A.0=a&A.1=b')).toEqual({ A: ['a', 'b', 'c'] });
    const many = Array.from({ length: 9999 }, (_, index) => `A.${index}=${index}`).join('&');
    expect(fromQuery(many).A).toHaveLength(9999);
  });

  test('may be empty, with empty pieces and names without a value', () => {
    expect(fromQuery('')).toEqual({});
    expect(fromQuery('&A=1&&B&')).toEqual({ A: '1', B: '' });
  });

  test('is an object if a member is not an index', () => {
    expect(fromQuery('A.0=a&A.x=b&B.00=c&B.-1=d')).toEqual({ A: { 0: 'a', x: 'b' }, B: { '00': 'c', '-1': 'd' } });
    expect(fromQuery('0=a')).toEqual({ 0: 'a' });
  });

  test.each([
    ['A=1&A=2', 'InvalidParameter: A is given twice'],
    ['A=1&A.B=2', 'InvalidParameter: A.B is given both as a value and as an object'],
    ['A.B=2&A=1', 'InvalidParameter: A is given both as a value and as an object'],
    ['A.0=1&A.2=2', 'MissingParameter: A.1 is missing; number elements from 0 without gaps'],
    ['X.A.10000=1', 'MissingParameter: X.A.0 is missing; number elements from 0 without gaps'],
    ['A.1.2.3.4.5.6.7.8.9=1', 'MissingParameter: A.0 is missing; number elements from 0 without gaps'],
    ['A.b.c.d.e.f.g.h.i.j.k=1', 'InvalidParameter: A.b.c.d.e.f.g.h.i.j.k is nested more than 10 levels deep'],
    ['A..B=1', 'InvalidParameter: "A..B" is not a valid parameter name'],
    ['=1', 'InvalidParameter: "" is not a valid parameter name'],
    ['A=%E4%BC', 'InvalidParameter: %E4%BC is not URL-encoded UTF-8'],
    ['A=%zz', 'InvalidParameter: %zz is not URL-encoded UTF-8'],
  ])('%s', (query, expected) => {
    expect(refusalOf(() => fromQuery(query))).toBe(expected);
  });

  test('is rejected for too many parameters before it is decoded', () => {
    const expected = 'InvalidParameter: The request has more than 10000 parameters';
    expect(refusalOf(() => fromQuery(Array.from({ length: 10_001 }, (_, n) => `a${n}=`).join('&')))).toBe(expected);
    expect(refusalOf(() => fromQuery('&'.repeat(5_000_000)))).toBe(expected);
  });

  test('cannot create a long or deep array with few parameters', () => {
    const wide = Array.from({ length: 5000 }, (_, n) => `a${n}.10000=`).join('&');
    expect(refusalOf(() => fromQuery(wide))).toBe(
      'MissingParameter: a0.0 is missing; number elements from 0 without gaps',
    );
    expect(refusalOf(() => fromQuery(`a${'.0'.repeat(1_000_000)}=`))).toMatch(/^InvalidParameter: a\.0.*… is nested/);
  });
});

describe('JSON body', () => {
  test('keeps its types', () => {
    const body = '{"Fps":12,"Quality":2.5,"Names":["会话",null],"On":true,"Task":{"Set":[{}]}}';
    expect(decodeParams({ wire: 'json', body: Buffer.from(body) }).wire).toBe('json');
    expect(fromBody(body)).toEqual({
      Fps: 12,
      Quality: 2.5,
      Names: ['会话', null],
      On: true,
      Task: { Set: [{}] },
    });
  });

  test('may be empty, and start with a byte order mark', () => {
    expect(fromBody('')).toEqual({});
    expect(fromBody('{}')).toEqual({});
    expect(fromBody('\ufeff{"A":1}')).toEqual({ A: 1 });
  });

  test('may contain brackets, commas and quotes in text', () => {
    const text = '[[[[[[[[[[[[{{{{,"\\';
    expect(fromBody(JSON.stringify({ [text]: text, B: '\\' }))).toEqual({ [text]: text, B: '\\' });
    expect(fromBody(JSON.stringify({ A: ','.repeat(100_000) }))).toEqual({ A: ','.repeat(100_000) });
  });

  test.each([
    ['[]', 'InvalidParameter: The body is not a JSON object'],
    ['null', 'InvalidParameter: The body is not a JSON object'],
    ['"{}"', 'InvalidParameter: The body is not a JSON object'],
    ['{"A":secret}', 'InvalidParameter: The body is not valid JSON'],
    ['{"A":"', 'InvalidParameter: The body is not valid JSON'],
    [`{"A":${'['.repeat(10)}${']'.repeat(10)}}`, 'InvalidParameter: The body is nested more than 10 levels deep'],
    [`{"A":[${'1,'.repeat(10_000)}1]}`, 'InvalidParameter: The request has more than 10000 parameters'],
  ])('%.30s', (body, expected) => {
    expect(refusalOf(() => fromBody(body))).toBe(expected);
  });

  test('is accepted at the limits', () => {
    expect(refusalOf(() => fromBody(`{"A":${'['.repeat(9)}${']'.repeat(9)}}`))).toBe('accepted');
    expect(refusalOf(() => fromBody(`{"A":[${'1,'.repeat(9999)}1]}`))).toBe('accepted');
  });

  test('is rejected for too many brackets before it is parsed', () => {
    expect(refusalOf(() => fromBody('['.repeat(10_000_000)))).toBe(
      'InvalidParameter: The body is nested more than 10 levels deep',
    );
  });

  test('is rejected unless it is UTF-8', () => {
    expect(refusalOf(() => fromBody(Buffer.from([0x7b, 0xff, 0x7d])))).toBe('InvalidParameter: The body is not UTF-8');
  });
});

describe('names of Object.prototype are ordinary names', () => {
  const attacks: [string, () => ParamTree][] = [
    ['query', () => fromQuery('__proto__.polluted=1&constructor.prototype.polluted=1&A.__proto__.polluted=1')],
    [
      'body',
      () =>
        fromBody(
          '{"__proto__":{"polluted":"1"},"constructor":{"prototype":{"polluted":"1"}},"A":{"__proto__":{"polluted":"1"}}}',
        ),
    ],
  ];
  test.each(attacks)('in a %s', (_, attack) => {
    const values = attack();
    expect(Object.getPrototypeOf(values)).toBe(null);
    expect(Object.getPrototypeOf(values.A)).toBe(null);
    expect(Object.keys(values)).toEqual(['__proto__', 'constructor', 'A']);
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
    expect(JSON.stringify(values)).toBe(
      '{"__proto__":{"polluted":"1"},"constructor":{"prototype":{"polluted":"1"}},"A":{"__proto__":{"polluted":"1"}}}',
    );
  });
});

test('separates common parameters; an empty one counts as missing', () => {
  const { common, rest } = splitCommon(parsePairs('Action=A&Region=&SecretId=id&Name=n&Signature=s&action=b&Nonce=1'));
  expect(common).toEqual({ Action: 'A', SecretId: 'id', Signature: 's', Nonce: '1' });
  expect([...rest]).toEqual([
    ['Name', 'n'],
    ['action', 'b'],
  ]);
});
