import { describe, expect, test } from 'vitest';
import { sheetAt, slotsOf, stripOf, topLevel, windowAt, windowLength, windowsBetween } from './filmstrip.ts';

const film = { length: 70.5, fps: 24 };

describe('windows', () => {
  test('have about a hundred frames', () => {
    expect([12.5, 24, 30, 60, 120].map((fps) => windowLength({ length: 9, fps }))).toEqual([8, 4, 2, 1, 0.5]);
  });

  test('begin at the same places wherever the playhead is', () => {
    expect(windowAt(film, 3.9).start).toBe(0);
    expect(windowAt(film, 4).start).toBe(4);
    expect(windowAt(film, 70.4)).toMatchObject({ start: 68, end: 70.5 });
    expect(windowAt(film, 99)).toMatchObject({ start: 68, end: 70.5 });
    expect(windowsBetween(film, 3, 9).map(({ start }) => start)).toEqual([0, 4, 8]);
  });
});

describe('stripOf', () => {
  test('shows the whole film with one sheet or two', () => {
    const { level, keys } = stripOf(film, { from: 0, to: 70.5 }, 1000, 100);
    expect(level).toBe(2);
    expect(keys.map(({ start, end, count }) => [start, end, count])).toEqual([[0, 70.5, 18]]);
  });

  test('shows all frames in a close view', () => {
    const { level, keys } = stripOf(film, { from: 10, to: 10.5 }, 1000, 100);
    expect(level).toBeUndefined();
    expect(keys.map(({ start, every }) => [start, every])).toEqual([[8, 1]]);
  });

  test.each([100, 50, 20, 5, 2, 1, 0.4])('needs a few sheets only for a view of %d s of an hour', (span) => {
    const hour = { length: 3600, fps: 30 };
    const view = { from: 1800.3, to: 1800.3 + span };
    const { keys } = stripOf(hour, view, 1200, 100);
    expect(keys.length).toBeLessThanOrEqual(4);
    expect(keys[0]?.start).toBeLessThanOrEqual(view.from);
    expect(keys.at(-1)?.end).toBeGreaterThanOrEqual(view.to);
  });

  test('shows each part of the view once', () => {
    const view = { from: 12, to: 60 };
    const strip = stripOf(film, view, 800, 100);
    const slots = slotsOf(film, view, strip);
    expect(slots[0]?.from).toBeLessThanOrEqual(12);
    expect(slots.at(-1)?.to).toBeGreaterThanOrEqual(60);
    for (const [index, slot] of slots.entries()) if (index > 0) expect(slot.from).toBe(slots[index - 1]?.to);
    expect(slots.every(({ from, key }) => key.start <= from && from < key.end)).toBe(true);
  });

  test('has a level for films of any length', () => {
    for (const length of [0.04, 1, 30, 3600, 86_400]) {
      const one = { length, fps: 25 };
      expect(sheetAt(one, topLevel(one), length / 2)).toMatchObject({ start: 0, end: length });
    }
  });
});
