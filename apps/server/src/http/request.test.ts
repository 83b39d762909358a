import { expect, test } from 'vitest';
import { originForm } from './request.js';

test.each([
  ['/', '/'],
  ['/a?b=http://c/', '/a?b=http://c/'],
  ['//a/b', '//a/b'],
  ['*', '*'],
  ['http://vod.example', '/'],
  ['http://vod.example?a=b', '/?a=b'],
  ['HTTPS://vod.example:8030//a?b', '//a?b'],
])('converts %s to %s', (url, expected) => {
  expect(originForm(url)).toBe(expected);
});
