import { animateSchema } from '@cliploop/core/schema';
import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { decodeParams } from '../../wire/params/decode.js';
import { parseParams } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { parsePairs } from '../../wire/params/pairs.js';
import { urlSignatureParams } from '../../wire/signature/url.js';
import { canonicalOptions, formats, type UrlOptions, urlOptionParams } from './options.js';

const read = (query: string): UrlOptions =>
  parseParams(object(urlOptionParams), decodeParams({ wire: 'text', pairs: parsePairs(query) })) as UrlOptions;
const canonical = (query: string): string => canonicalOptions(read(query), 'gif');

test('takes every option of animate() that a query can represent, except files, the format, threads and templates', () => {
  const names = Object.entries(animateSchema).flatMap(([name, entry]) =>
    'flag' in entry && entry.flag === false ? [] : [name],
  );
  const others = ['output', 'overwrite', 'threads', 'template', 'format'];
  expect(Object.keys(urlOptionParams).sort()).toEqual(names.filter((name) => !others.includes(name)).sort());
  for (const name of urlSignatureParams) expect(names).not.toContain(name);
});

test('has the formats of animate()', () => {
  for (const format of formats) expect(animateSchema.format.field.parse(format)).toBe(format);
  expect(formats).toContain('gif');
});

test('describes the segment, and refers to the settings of animations for all others', () => {
  expect(urlOptionParams.end.json.description).toContain('Cannot be combined with duration.');
  expect(urlOptionParams.fit.json).toEqual({
    ...{ type: 'string', enum: ['stretch', 'contain', 'cover', 'pad'], default: 'stretch' },
    description: 'As `Fit` of AnimationSettings.',
  });
});

test.each([
  ['width=480', 'width=480px'],
  ['start=90', 'start=1:30'],
  ['start=90', 'start=1m30s'],
  ['width=50%25', 'width=50.0%20%25'],
  ['fps=29.97', 'fps=30000/1001'],
  ['loop=once', 'loop=1'],
  ['maxBytes=5MB', 'maxBytes=5000000'],
  ['resolutionAdaptive=true&width=320', 'width=320&resolutionAdaptive=true'],
  ['crop=10,20,320,240', 'crop=10px, 20px, 320px, 240px'],
  ['fit=cover&width=90&height=90&gravity=north', 'gravity=NORTH&height=90&width=90&fit=Cover'],
  ['width=', ''],
])('is the same for "%s" and "%s"', (one, other) => {
  expect(canonical(one)).toBe(canonical(other));
});

test.each([
  ['width=480', 'height=480'],
  ['width=480', 'width=481'],
  ['end=4', 'duration=4'],
  ['resolutionAdaptive=true', 'resolutionAdaptive=false'],
  // Without a frame rate, slow videos keep their frame times.
  ['fps=15', ''],
])('differs for "%s" and "%s"', (one, other) => {
  expect(canonical(one)).not.toBe(canonical(other));
});

test('differs for each format', () => {
  expect(new Set(formats.map((format) => canonicalOptions({ width: 480 }, format))).size).toBe(formats.length);
});

describe.each([
  ['fps=61', 'fps must be'],
  ['width=480xp', 'width must be 0, a number of pixels from 16 to 4096'],
  ['resolutionAdaptive=yes', 'resolutionAdaptive must be true or false, got "yes"; did you mean true?'],
  ['end=4&duration=2', 'duration'],
  ['start=auto', 'duration'],
  [`stream=${'a'.repeat(1_001)}`, 'stream must be'],
])('the query %s', (query, message) => {
  test('is refused with the name of the option', () => {
    expect(refusalOf(() => canonical(query))).toMatch(/^InvalidParameterValue: /);
    expect(refusalOf(() => canonical(query))).toContain(message);
  });
});

test('refuses a parameter with members', () => {
  expect(refusalOf(() => canonical('crop.x=1'))).toMatch(/^InvalidParameter: crop must be auto, or /);
});
