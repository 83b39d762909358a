import { describe, expect, test } from 'vitest';
import { lenientRedirects, locationOf, readRedirect, strictRedirects } from './redirect.js';

const http = new URL('http://a.test/dir/clip.mp4');
const https = new URL('https://a.test/dir/clip.mp4');

describe('locationOf', () => {
  test.each([301, 302, 303, 307, 308])('returns the Location of status %i', (status) => {
    expect(locationOf(status, { location: '/b' })).toBe('/b');
    expect(locationOf(status, {})).toBeUndefined();
  });

  test.each([200, 201, 300, 304, 305, 306, 404])('ignores the Location of status %i', (status) => {
    expect(locationOf(status, { location: '/b' })).toBeUndefined();
  });
});

describe('readRedirect', () => {
  test.each([
    ['b.mp4', 'https://a.test/dir/b.mp4'],
    ['../b.mp4?x=1', 'https://a.test/b.mp4?x=1'],
    ['//b.test/c', 'https://b.test/c'],
    ['https://b.test/c', 'https://b.test/c'],
  ])('resolves %s against the URL that redirects', (location, href) => {
    expect(readRedirect(location, https, strictRedirects)).toEqual({ url: new URL(href), refusal: undefined });
  });

  test('decodes unescaped UTF-8, and keeps Latin-1 as it is', () => {
    const utf8 = Buffer.from('/é').toString('latin1');
    expect(readRedirect(utf8, http, strictRedirects).url?.pathname).toBe('/%C3%A9');
    expect(readRedirect('/é', http, strictRedirects).url?.pathname).toBe('/%C3%A9');
  });

  test.each([
    ['http://[x', http, 'invalid', 'invalid'],
    ['ftp://b.test/c', http, 'protocol', 'protocol'],
    ['file:///etc/passwd', https, 'protocol', 'protocol'],
    ['http://a.test/c', https, 'https-to-http', undefined],
    ['http://a.test/c', http, undefined, undefined],
    ['https://a.test/c', http, undefined, undefined],
    ['https://me:word@b.test/c', https, 'credentials', undefined],
    ['https://me@b.test/c', https, 'credentials', undefined],
  ] as const)('checks the redirect to %s', (location, from, strict, lenient) => {
    expect(readRedirect(location, from, strictRedirects).refusal).toBe(strict);
    expect(readRedirect(location, from, lenientRedirects).refusal).toBe(lenient);
  });
});
