import { describe, expect, test } from 'vitest';
import { contentLength, encodingOf } from './body.js';

describe('contentLength', () => {
  test.each([
    [{ 'content-length': '5' }, 5],
    [{ 'content-length': '5', 'transfer-encoding': 'chunked' }, undefined],
    [{ 'content-length': '5x' }, undefined],
    [{}, undefined],
  ])('of %j is %s', (headers, length) => {
    expect(contentLength(headers)).toBe(length);
  });
});

describe('encodingOf', () => {
  test.each([
    [{}, undefined],
    [{ 'content-encoding': 'Identity', 'transfer-encoding': 'Chunked' }, undefined],
    [{ 'transfer-encoding': 'identity' }, undefined],
    [{ 'content-encoding': 'gzip' }, 'Content-Encoding gzip'],
    [{ 'content-encoding': 'identity, br' }, 'Content-Encoding identity, br'],
    [{ 'transfer-encoding': 'gzip, chunked' }, 'Transfer-Encoding gzip, chunked'],
  ])('of %j is %s', (headers, encoding) => {
    expect(encodingOf(headers)).toBe(encoding);
  });
});
