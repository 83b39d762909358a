import { describe, expect, test } from 'vitest';
import { streamChoice } from './stream-choice.js';

describe('stream', () => {
  test.each([
    [0, 0],
    [12, 12],
    ['3', 3],
    [' 3 ', 3],
    ['0:3', 3],
  ])('accepts the index %o', (value, index) => {
    expect(streamChoice.parse(value)).toEqual({ index });
  });

  test.each([
    ['deu', ['deu', 'de', 'ger']],
    ['pt_BR', ['pt-br', 'pt', 'por']],
  ])('accepts the language %s', (value, languages) => {
    expect(streamChoice.parse(value)).toEqual({ languages });
  });

  test.each([-1, 1.5, Number.NaN, 10_000, '', 'v:1', '1:2', 'german', null, true, {}])('refuses %o', (value) => {
    expect(streamChoice.parse(value)).toBeUndefined();
  });

  test.each([
    ['m:language:ger', 'did you mean ger?'],
    ['0:m:language:fr', 'did you mean fr?'],
    ['v:1', 'cliploop probe lists the indexes'],
    ['0:v:1', 'cliploop probe lists the indexes'],
    ['#2', 'cliploop probe lists the indexes'],
    ['main', undefined],
  ])('suggests for %s', (value, hint) => {
    expect(streamChoice.hint?.(value)).toBe(hint);
  });
});
