import { animateSchema, type Entry, limitsSchema } from '@cliploop/core/schema';
import { expect, test } from 'vitest';
import Animate from '../commands/animate.js';
import { flagHelp } from './flag-help.js';
import { flagName } from './option-flags.js';

const entries = Object.entries<Entry>({ ...animateSchema, ...limitsSchema }).filter(([, { flag }]) => flag !== false);
const flags: Readonly<Record<string, { description?: string | undefined }>> = Animate.flags;
const described = (name: string): string => flags[flagName(name)]?.description ?? '';

test('a flag is described in a short sentence, with its default in brackets', () => {
  expect(described('quality')).toBe('Quality, 1 to 100. [75]');
  expect(described('format')).toBe("gif or webp. [the output's extension, else gif]");
  expect(described('loop')).toBe('Number of plays: 3, once, or forever (0). [forever]');
  expect(described('maxOutputBytes')).toBe('Size of the output, such as 500MB. [2 GiB]');
  expect(described('overwrite')).toBe('Replace an existing output.');
});

test('an option without a text of its own has that of the library', () => {
  const entry: Entry = { ...animateSchema.quality, doc: 'How `good` it is.', default: 3 };
  expect(flagHelp('novelty', entry, undefined)).toEqual({
    description: 'How good it is. [3]',
    helpValue: '<n>',
  });
});

test.each(entries)(
  'the help of %s fits on two lines, and has the values and the default of the schema',
  (name, entry) => {
    const text = described(name);
    expect(text).not.toMatch(/Range:|boolean|`/);
    expect(text.length).toBeLessThan(90);
    const { enum: values } = entry.field.json;
    if (Array.isArray(values)) for (const value of values) expect(text).toContain(value);
    // Other defaults are described in words.
    if (entry.default && entry.defaultNote === undefined) expect(text).toContain(`[${entry.default}]`);
  },
);

test('every short flag means one thing', () => {
  const letters = Object.values(Animate.flags).flatMap((flag) => {
    const { char, charAliases = [] } = flag as { char?: string; charAliases?: readonly string[] };
    return char === undefined ? charAliases : [char, ...charAliases];
  });
  expect(new Set(letters).size).toBe(letters.length);
  expect(letters).not.toContain('h');
});
