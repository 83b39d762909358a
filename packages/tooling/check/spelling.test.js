import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { at } from '../setup/paths.js';

it('keeps the word list of the spelling check sorted, with each word once and in lower case', () => {
  const words = readFileSync(at('.cspell-words.txt'), 'utf8').trimEnd().split('\n');
  expect(words).toEqual([...new Set(words.map((word) => word.toLowerCase()))].sort());
});
