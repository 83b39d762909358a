import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { checkSameOrigin, cookieOf } from './cookie.js';

const http = 'http://a.example:8030';
const https = 'https://a.example';

test.each([
  ['cliploop_session=1', http, '1'],
  ['a=b; cliploop_session=1;c=d', http, '1'],
  ['cliploop_session=', http, ''],
  ['__Host-cliploop_session=1', https, '1'],
  ['cliploop_session=1', https, undefined],
  ['__Host-cliploop_session=1', http, undefined],
  ['cliploop_session', http, undefined],
  ['=1; other_cliploop_session=1; CLIPLOOP_SESSION=2', http, undefined],
  ['cliploop_session=1; cliploop_session=2', http, '1 2'],
  ['', http, undefined],
])('finds in %j at %s the token %j', (cookie, origin, token) => {
  expect(cookieOf({ headers: { cookie }, origin })).toBe(token);
});

test('finds no cookie in a signed request, and none without an origin', () => {
  const headers = { cookie: 'cliploop_session=1' };
  expect(cookieOf({ headers: { ...headers, authorization: 'TC3' }, origin: http })).toBeUndefined();
  expect(cookieOf({ headers })).toBeUndefined();
});

describe('checkSameOrigin', () => {
  const csrf = { 'x-cliploop-csrf': '1' };
  const check = (headers: Record<string, string>, origin = http): string =>
    refusalOf(() => checkSameOrigin({ headers, origin }));

  test.each([
    [{}, http],
    [{ 'sec-fetch-site': 'same-origin' }, http],
    [{ origin: 'http://a.example:8030' }, http],
    [{ origin: 'HTTP://A.example:8030' }, http],
    // A proxy has received https.
    [{ origin: 'https://a.example:8030' }, http],
    [{ origin: 'https://a.example' }, https],
  ])('accepts %j at %s', (headers, origin) => {
    expect(check({ ...csrf, ...(headers as Record<string, string>) }, origin)).toBe('accepted');
  });

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, http],
    [{ 'sec-fetch-site': 'same-site', origin: http }, http],
    [{ 'sec-fetch-site': '' }, http],
    [{ origin: 'null' }, http],
    [{ origin: '' }, http],
    [{ origin: 'http://a.example' }, http],
    [{ origin: 'http://a.example:8030.evil.example' }, http],
    [{ origin: 'http://evil.example/http://a.example:8030' }, http],
    [{ origin: 'ftp://a.example:8030' }, http],
    [{ origin: 'http://a.example' }, https],
  ])('refuses %j at %s', (headers, origin) => {
    expect(check({ ...csrf, ...(headers as Record<string, string>) }, origin)).toMatch(
      /^AuthFailure.InvalidAuth.*another origin/,
    );
  });

  test.each(['', '0', '1, 1', 'true'])('needs the header X-Cliploop-Csrf: 1, not %j', (value) => {
    expect(check({ 'x-cliploop-csrf': value })).toContain('X-Cliploop-Csrf: 1');
  });
});
