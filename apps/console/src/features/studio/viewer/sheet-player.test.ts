import { describe, expect, test } from 'vitest';
import { advance, keysAhead, playKey } from './sheet-player.ts';

const film = { length: 30, fps: 30 };

describe('playKey', () => {
  test('plays at most 15 frames per second', () => {
    expect(playKey(film, 0)).toMatchObject({ every: 2, start: 0, end: 2 });
    expect(playKey({ length: 30, fps: 60 }, 3)).toMatchObject({ every: 4, start: 2, end: 4 });
    expect(playKey({ length: 30, fps: 12.5 }, 3)).toMatchObject({ every: 1 });
    expect(playKey({ length: 30, fps: 1 }, 3)).toMatchObject({ every: 1, start: 0, end: 16 });
  });
});

describe('keysAhead', () => {
  const starts = (time: number, rate: number, loop?: { from: number; to: number }) =>
    keysAhead(film, time, rate, loop).map(({ start }) => start);

  test('goes forwards and backwards', () => {
    expect(starts(5, 1)).toEqual([4, 6, 8]);
    expect(starts(5, -1)).toEqual([4, 2, 0]);
  });

  test('stays inside the film', () => {
    expect(starts(29, 1)).toEqual([28]);
    expect(starts(1, -1)).toEqual([0]);
  });

  test('begins a loop again at its start', () => {
    expect(starts(7, 1, { from: 3, to: 8 })).toEqual([6, 2, 4]);
    expect(starts(3.5, 1, { from: 3, to: 3.9 })).toEqual([2]);
    expect(starts(3, -1, { from: 3, to: 8 })).toEqual([2, 6, 4]);
  });
});

describe('advance', () => {
  test('stops at the ends of the film', () => {
    expect(advance(29.9, 0.05, film)).toEqual({ time: 29.95, ended: false });
    expect(advance(29.9, 0.5, film)).toEqual({ time: 30, ended: true });
    expect(advance(0.1, -0.5, film)).toEqual({ time: 0, ended: true });
  });

  test('goes round in a loop without losing time', () => {
    const loop = { from: 2, to: 4 };
    expect(advance(3.9, 0.25, film, loop).time).toBeCloseTo(2.15, 9);
    expect(advance(2.1, -0.25, film, loop).time).toBeCloseTo(3.85, 9);
    expect(advance(3.9, 4.25, film, loop).time).toBeCloseTo(2.15, 9);
  });
});
