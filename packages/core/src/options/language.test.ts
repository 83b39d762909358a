import { expect, test } from 'vitest';
import { languageTags } from './language.js';

test.each([
  ['deu', ['deu', 'de', 'ger']],
  ['GER', ['ger', 'de', 'deu']],
  ['en', ['en', 'eng']],
  ['pt-BR', ['pt-br', 'pt', 'por']],
  ['zh_Hans', ['zh-hans', 'zh', 'chi', 'cmn', 'zho']],
  ['und', ['und']],
])('lists the spellings of %s', (text, tags) => {
  expect(languageTags(text)).toEqual(tags);
});

test.each(['', 'german', 'd', '12', 'de-', 'de-abcdefghi', 'v:1'])('refuses %o', (text) => {
  expect(languageTags(text)).toBeUndefined();
});

test('has the same codes as Intl', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const three = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
  for (const code of three) {
    const [canonical = ''] = Intl.getCanonicalLocales(code);
    if (canonical.length === 2) expect(languageTags(canonical)).toContain(code);
  }
});
