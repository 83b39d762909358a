import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { searchOf, settingsOf } from './address.ts';
import { optionsIn } from './options.ts';
import { firstSettings } from './settings.ts';
import { studioSearch } from './studio-search.ts';

describe('studioSearch', () => {
  test('keeps times as they are', () => {
    const search = { in: 1.234567, out: 4.000001, at: 0 };
    expect(v.parse(studioSearch, search)).toEqual(search);
  });

  test('ignores wrong values', () => {
    expect(
      v.parse(studioSearch, { in: -1, out: 'x', at: Number.NaN, format: 'png', width: -3, b: 7, fps: 0.5 }),
    ).toEqual({
      ...{ in: undefined, out: undefined, at: undefined, format: undefined, width: undefined, b: undefined },
      fps: undefined,
    });
  });

  test('keeps options that the service has, with values that it may accept', () => {
    const more = { Loop: 2, Fit: 'pad', Effort: 9, Dither: 'dots', Background: 7, Twist: '1:1', Stream: 'eng' };
    expect(optionsIn(v.parse(studioSearch, { more }).more)).toEqual({ Stream: 'eng', Fit: 'pad', Loop: 2 });
    expect(v.parse(studioSearch, { more: 'Loop' }).more).toBeUndefined();
    expect(optionsIn(undefined)).toEqual({});
  });
});

describe('settingsOf and searchOf', () => {
  test('are inverse to each other', () => {
    for (const settings of [
      { kind: 'template', definition: 20000 },
      { kind: 'own', own: firstSettings },
      { kind: 'own', own: { format: 'gif', width: 0, height: 0, fps: 30, quality: 90, more: {} } },
      { kind: 'own', own: { ...firstSettings, width: 0, height: 300 } },
      { kind: 'own', own: { ...firstSettings, fps: 'source', more: { Fit: 'pad', Background: '#fff', Loop: 1 } } },
    ] as const) {
      expect(settingsOf(searchOf(settings))).toEqual(settings);
    }
  });

  test('leave the defaults out of the address', () => {
    const search = searchOf({ kind: 'own', own: { ...firstSettings, fps: 30 } });
    expect(Object.entries(search).filter(([, value]) => value !== undefined)).toEqual([['fps', 30]]);
  });
});
