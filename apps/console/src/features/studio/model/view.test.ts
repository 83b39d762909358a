import { describe, expect, test } from 'vitest';
import { clampView, frameView, pan, reveal, ticks, toPixel, toTime, wholeFilm, zoom } from './view.ts';

const limits = { length: 100, frame: 0.04 };

describe('zoom', () => {
  test('keeps the place of the time under the pointer', () => {
    const view = zoom({ from: 0, to: 100 }, 30, 2, limits);
    expect(view).toEqual({ from: 15, to: 65 });
    expect(toPixel(view, 30, 1000)).toBe(toPixel({ from: 0, to: 100 }, 30, 1000));
  });

  test('stops at the whole film and at single frames', () => {
    expect(zoom({ from: 10, to: 60 }, 30, 0.001, limits)).toEqual(wholeFilm(limits));
    const closest = zoom({ from: 10, to: 60 }, 30, 1e9, limits);
    expect(closest.to - closest.from).toBeCloseTo(8 * 0.04, 9);
    expect(closest.from).toBeLessThan(30);
    expect(closest.to).toBeGreaterThan(30);
  });

  test('shows a film of a few frames whole', () => {
    expect(zoom({ from: 0, to: 0.12 }, 0.06, 100, { length: 0.12, frame: 0.04 })).toEqual({ from: 0, to: 0.12 });
  });
});

describe('pan, reveal and frameView', () => {
  test('stay inside the film', () => {
    expect(pan({ from: 10, to: 20 }, -50, limits)).toEqual({ from: 0, to: 10 });
    expect(pan({ from: 10, to: 20 }, 500, limits)).toEqual({ from: 90, to: 100 });
    expect(clampView({ from: -5, to: 300 }, limits)).toEqual({ from: 0, to: 100 });
    expect(frameView(99, 100, limits).to).toBe(100);
  });

  test('move only as far as needed', () => {
    const view = { from: 10, to: 20 };
    expect(reveal(view, 15, limits)).toBe(view);
    expect(reveal(view, 21, limits)).toEqual({ from: 11.5, to: 21.5 });
    expect(reveal(view, 9, limits)).toEqual({ from: 8.5, to: 18.5 });
  });
});

describe('toPixel and toTime', () => {
  test('are inverse to each other', () => {
    const view = { from: 12, to: 13.5 };
    expect(toTime(view, toPixel(view, 12.7, 777), 777)).toBeCloseTo(12.7, 9);
  });
});

describe('ticks', () => {
  test.each([
    [{ from: 0, to: 100 }, 1000, 10],
    [{ from: 0, to: 3600 }, 1000, 600],
    [{ from: 0, to: 36_000 }, 300, 14_400],
    [{ from: 3, to: 8 }, 1000, 0.5],
    [{ from: 3, to: 3.32 }, 1000, 0.04],
  ])('stand at round times: %o in %d px, every %d s', (view, width, step) => {
    const found = ticks(view, width, 0.04);
    expect(found.step).toBe(step);
    expect(found.times[0]).toBeGreaterThanOrEqual(view.from - 1e-9);
    expect(found.times.at(-1)).toBeLessThanOrEqual(view.to + 1e-9);
    expect(found.times.length).toBeLessThanOrEqual(1 + width / 88);
  });
});
