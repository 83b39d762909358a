import { animateSchema, type Entry, limitsSchema } from '@cliploop/core/schema';
import { expect, test } from 'vitest';
import Animate from '../commands/animate.js';
import { animateHelp, flagHelp } from './flag-help.js';
import { flagName } from './option-flags.js';

const entries = Object.entries<Entry>({ ...animateSchema, ...limitsSchema }).filter(([, { flag }]) => flag !== false);
const flags: Readonly<Record<string, { description?: string | undefined }>> = Animate.flags;
const described = (name: string): string => flags[flagName(name)]?.description ?? '';

test('describes a flag in a short phrase, with its default in brackets', () => {
  expect(described('quality')).toBe('Quality, 1 to 100. [75]');
  expect(described('format')).toBe("gif, webp or avif. [output's extension, or gif]");
  expect(described('loop')).toBe('Plays: 3, once, forever or source. [forever]');
  expect(described('maxOutputBytes')).toBe('Maximum size of the output, such as 500MB. [2 GiB]');
  expect(described('overwrite')).toBe('Replace an existing output.');
});

test('falls back to the text of the library', () => {
  const entry: Entry = { ...animateSchema.quality, doc: 'How `good` it is.', default: 3 };
  expect(flagHelp('novelty', entry, animateHelp)).toEqual({
    description: 'How good it is. [3]',
    helpValue: '<n>',
    helpGroup: 'general',
  });
});

test.each(entries)('describes %s in two lines, with the values and the default of the schema', (name, entry) => {
  const text = described(name);
  expect(text).not.toMatch(/Range:|boolean|`/);
  expect(text.length).toBeLessThan(90);
  const { enum: values } = entry.field.json;
  // The nine directions of gravity do not fit.
  if (Array.isArray(values) && name !== 'gravity') for (const value of values) expect(text).toContain(value);
  const value = entry.defaultNote ?? entry.default ?? false;
  // The help has its own texts for these three defaults.
  const inOwnWords = ['format', 'threads', 'fps'].includes(name);
  if (value !== false) expect(text).toContain(inOwnWords ? '. [' : `. [${value}]`);
});

test('uses each letter for one flag', () => {
  const letters = Object.values(Animate.flags).flatMap((flag) => {
    const { char, charAliases = [] } = flag as { char?: string; charAliases?: readonly string[] };
    return char === undefined ? charAliases : [char, ...charAliases];
  });
  expect(new Set(letters).size).toBe(letters.length);
  expect(letters).not.toContain('h');
});
