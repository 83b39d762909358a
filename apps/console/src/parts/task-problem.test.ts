import { expect, test } from 'vitest';
import codes from '#api-schema/TaskErrorCode';
import en from '../i18n/en.json';
import zh from '../i18n/zh.json';

test('there is a meaning and an advice for each code of the service, and for no other', () => {
  const known = (codes.oneOf ?? []).map(({ const: code }) => String(code)).filter((code) => code !== '');
  const keys = known.flatMap((code) => [`taskError.${code}`, `taskError.${code}.do`]).sort();
  for (const texts of [en, zh]) {
    expect(
      Object.keys(texts)
        .filter((key) => key.startsWith('taskError.'))
        .sort(),
    ).toEqual(keys);
  }
});
