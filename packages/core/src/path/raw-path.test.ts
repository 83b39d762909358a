import { expect, test } from 'vitest';
import { pathText, rawPath } from './raw-path.js';
import { urlPath } from './url-path.js';

test.each([
  ['an empty name', Buffer.of()],
  ['ASCII', Buffer.from('talk.mp4')],
  ['UTF-8 of two, three and four bytes', Buffer.from('é漢😀.mp4')],
  ['Latin-1', Buffer.from('caf\xe9/na\xefve.mp4', 'latin1')],
  ['a cut sequence', Buffer.from([0x61, 0xe2, 0x82])],
  ['an overlong slash', Buffer.from([0xc0, 0xaf, 0x61])],
  ['a surrogate in UTF-8', Buffer.from([0xed, 0xb3, 0xa9])],
  ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x61])],
  ['every byte', Buffer.from(Array.from({ length: 255 }, (_, i) => i + 1))],
])('keeps the bytes of %s', (_, bytes) => {
  const text = pathText(bytes);
  expect(Buffer.from(rawPath(text))).toEqual(bytes);
});

test('returns a well-formed path unchanged', () => {
  expect(rawPath('é漢😀.mp4')).toBe('é漢😀.mp4');
  expect(pathText(Buffer.from('é漢😀'))).toBe('é漢😀');
  expect(pathText(Buffer.from('caf\xe9', 'latin1'))).toBe('caf\udce9');
});

test('decodes the bytes of a file: URL', () => {
  expect(urlPath('file:///tmp/caf%E9.mp4')).toBe('/tmp/caf\udce9.mp4');
  expect(urlPath(new URL('file:///tmp/caf%C3%A9%20x.mp4'))).toBe('/tmp/café x.mp4');
  expect(() => urlPath('file://host/tmp/caf%E9.mp4')).toThrow();
  expect(() => urlPath('file:///tmp/a%2Fcaf%E9.mp4')).toThrow();
});
