import { expect, test } from 'vitest';
import { byteRange, noneMatches } from './byte-range.js';
import { contentType } from './content-type.js';

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-', { start: 0, end: 9 }],
  ['bytes=9-', { start: 9, end: 9 }],
  ['bytes=2-5', { start: 2, end: 5 }],
  ['bytes=2-999999999999999', { start: 2, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-99', { start: 0, end: 9 }],
  ['Bytes = 2-5', { start: 2, end: 5 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=10-20', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  [undefined, undefined],
  ['bytes=-', undefined],
  ['bytes=5-2', undefined],
  ['bytes=0-1,4-5', undefined],
  ['lines=0-1', undefined],
  ['bytes=a-b', undefined],
  ['bytes=0-1x', undefined],
])('parses the Range header %j for a file of ten bytes', (header, expected) => {
  expect(byteRange(header, 10)).toEqual(expected);
});

test('cannot satisfy a range of an empty file', () => {
  expect(byteRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(byteRange('bytes=-1', 0)).toBe('unsatisfiable');
  expect(byteRange(undefined, 0)).toBeUndefined();
});

test.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['*', true],
  ['"b"', false],
  ['a', false],
  [undefined, false],
])('compares If-None-Match %j with the tag "a"', (header, expected) => {
  expect(noneMatches(header, '"a"')).toBe(expected);
});

test.each([
  ['v.f20000.gif', 'image/gif'],
  ['1/5/ff/v.f20001.webp', 'image/webp'],
  ['f0.mp4', 'video/mp4'],
  ['f0.webm', 'video/webm'],
  ['f0.mov', 'video/quicktime'],
  ['f0.MKV', 'video/x-matroska'],
  ['cover.jpg', 'image/jpeg'],
  ['f0.html', 'application/octet-stream'],
  ['f0.svg', 'application/octet-stream'],
  ['f0', 'application/octet-stream'],
  ['f0.constructor', 'application/octet-stream'],
])('gives %s the content type %s', (name, type) => {
  expect(contentType(name)).toBe(type);
});
