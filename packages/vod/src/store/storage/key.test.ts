import { expect, test } from 'vitest';
import { checkKey, isKey, objectKey } from './key.js';
import { urlsUnder } from './url.js';

test('contains the application, the media, a random token and the name', () => {
  const make = (): string => objectKey(1_500_000_001, '5123456789012345678', 'v.f20001.webp');
  expect(make()).toMatch(/^1500000001\/5123456789012345678\/[0-9a-f]{32}\/v\.f20001\.webp$/);
  expect(new Set(Array.from({ length: 1000 }, make)).size).toBe(1000);
});

test.each(['a', 'a/b', '1/5/00ff/v.f20001.webp', 'A_b-c.d/e..f'])('accepts %s', (key) => {
  expect(isKey(key)).toBe(true);
  expect(checkKey(key)).toBe(key);
});

test.each([
  '',
  '/',
  '/etc/passwd',
  'a/',
  'a//b',
  '.',
  '..',
  'a/../b',
  'a/./b',
  'a/.hidden',
  'a\\b',
  'a\0b',
  'a%2fb',
  'a b',
  'a?b',
  '图',
  'C:/a',
  'a\n',
  'a'.repeat(129),
  `${'aaaaaaa/'.repeat(65)}a`,
])('%j is not', (key) => {
  expect(isKey(key)).toBe(false);
  expect(() => checkKey(key)).toThrow(TypeError);
});

test('rejects a name that is not a plain segment', () => {
  expect(() => objectKey(1, '5', '../up')).toThrow(/is not a valid object key$/);
});

test('builds URLs under the public URL, also when it is known later', () => {
  expect(urlsUnder('https://media.example.org/vod/')('1/5/ff/f0.mp4')).toBe(
    'https://media.example.org/vod/files/1/5/ff/f0.mp4',
  );
  let port = 0;
  const urlOf = urlsUnder(() => `http://127.0.0.1:${port}`);
  port = 8030;
  expect(urlOf('a/b')).toBe('http://127.0.0.1:8030/files/a/b');
});
