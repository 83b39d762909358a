import { describe, expect, test } from 'vitest';
import { FrameGrid } from './frame-grid.ts';
import { doubtOf, lastShown, lengthOf, type Segment, segmentOf } from './segment.ts';

const round = (time: number) => Math.round(time * 1e6) / 1e6;
const at = (fps: number, index: number) => round(index / fps);

function gridOf(fps: number, count: number): FrameGrid {
  const grid = new FrameGrid();
  const times = Array.from({ length: count }, (_, index) => at(fps, index));
  grid.add({ start: 0, end: count / fps, times, last: true });
  return grid;
}

/** What the engine shows: sample k is the frame on screen at start + k / fps, while that is before the end. Exact, in microseconds. */
function shownBy(
  times: readonly number[],
  { StartTimeOffset, EndTimeOffset }: Segment,
  fps: number,
  late: number,
): number[] {
  const [start, end] = [Math.round(StartTimeOffset * 1e6), Math.round(EndTimeOffset * 1e6)];
  const samples = Number((BigInt(end - start) * BigInt(fps) + 999_999n) / 1_000_000n);
  return Array.from({ length: samples }, (_, k) => {
    const time = start / 1e6 + k / fps;
    return times.findLastIndex((one) => one <= time + late);
  });
}

const film = (fps: number, count: number) => {
  const grid = gridOf(fps, count);
  return { grid, times: grid.between(0, 1e6), filmEnd: count / fps };
};

describe('segmentOf', () => {
  test('ends with the frame itself when every frame of the film is shown', () => {
    const { grid, filmEnd } = film(30, 90);
    const sampling = { grid, filmEnd, fps: 'source' } as const;
    const selection = { in: at(30, 10), out: at(30, 19) };
    expect(segmentOf(selection, sampling)).toEqual({ StartTimeOffset: at(30, 10), EndTimeOffset: at(30, 20) });
    expect(segmentOf({ in: 0, out: at(30, 89) }, sampling)).toEqual({ StartTimeOffset: 0, EndTimeOffset: 0 });
    expect([lastShown(selection, sampling), doubtOf(selection, sampling)]).toEqual([at(30, 19), undefined]);
    const part = new FrameGrid();
    part.add({ start: 0, end: 1, times: [0, 0.5], last: false });
    expect(segmentOf({ in: 0, out: 0.5 }, { ...sampling, grid: part })).toBeUndefined();
  });

  test('gives the last frame the same time as the others', () => {
    const { grid, filmEnd } = film(30, 90);
    const selection = { in: at(30, 10), out: at(30, 19) };
    expect(segmentOf(selection, { grid, filmEnd, fps: 30 })).toEqual({
      StartTimeOffset: 0.333333,
      EndTimeOffset: 0.666666,
    });
    expect(segmentOf(selection, { grid, filmEnd, fps: 10 })).toEqual({
      StartTimeOffset: 0.333333,
      EndTimeOffset: 0.733333,
    });
  });

  test('lasts until the end of the video when the last frame is chosen', () => {
    const { grid, filmEnd } = film(30, 90);
    const last = { StartTimeOffset: 1, EndTimeOffset: 0 };
    expect(segmentOf({ in: 1, out: at(30, 89) }, { grid, filmEnd, fps: 30 })).toEqual(last);
    expect(segmentOf({ in: 1, out: at(30, 88) }, { grid, filmEnd, fps: 2 })).toEqual(last);
  });

  test('contains a single frame', () => {
    const { grid, filmEnd } = film(30, 90);
    const { StartTimeOffset, EndTimeOffset } = segmentOf({ in: 1, out: 1 }, { grid, filmEnd, fps: 30 }) ?? {};
    expect([StartTimeOffset, EndTimeOffset]).toEqual([1, 1.033333]);
  });

  test('is unknown until the frames are known', () => {
    const grid = new FrameGrid();
    const sampling = { grid, fps: 2, filmEnd: 9 };
    expect(segmentOf({ in: 0, out: 1 }, sampling)).toBeUndefined();
    grid.add({ start: 0, end: 1, times: [0, 0.5] });
    expect(segmentOf({ in: 0, out: 0 }, sampling)).toBeDefined();
    expect(segmentOf({ in: 0, out: 0.5 }, sampling)).toBeUndefined();
    expect(segmentOf({ in: 0, out: 2 }, sampling)).toBeUndefined();
    expect(lastShown({ in: 0, out: 0.5 }, sampling)).toBe(0.5);
  });

  test('shows a frame that stays on screen for long as often as it fits', () => {
    const grid = new FrameGrid();
    grid.add({ start: 0, end: 9, times: [0, 0.1, 2, 2.1], last: true });
    const sampling = { grid, fps: 10, filmEnd: 2.2 };
    expect(segmentOf({ in: 0, out: 0.1 }, sampling)).toEqual({ StartTimeOffset: 0, EndTimeOffset: 2 });
    expect(lastShown({ in: 0, out: 0.1 }, sampling)).toBe(0.1);
  });

  // The tolerance of the engine is one tick, which is 1 ms in some containers and tiny in others.
  test.each([
    [12.5, 25, 0.001],
    [23.976, 24, 0.001],
    [23.976, 24, 0.00001],
    [24, 24, 0.001],
    [25, 25, 0.00008],
    [29.97, 30, 0.001],
    [29.97, 30, 0.000033],
    [30, 30, 0.000065],
    [50, 60, 0.00001],
    [59.94, 60, 0.000016],
    [60, 60, 0.001],
  ])(
    'shows the chosen first and last frame of a film of %d fps at %d fps, with a tolerance of %d s',
    (source, fps, late) => {
      const { grid, times, filmEnd } = film(source, 400);
      for (let first = 0; first < 40; first += 1) {
        for (const last of [first, first + 1, first + 2, first + 7, first + 99]) {
          const selection = { in: at(source, first), out: at(source, last) };
          const sampling = settle(selection, { grid, fps, filmEnd }, late);
          const shown = shownBy(times, segmentOf(selection, sampling) ?? failed(), fps, late);
          expect([shown[0], shown.at(-1)]).toEqual([first, last]);
          expect(lastShown(selection, sampling)).toBe(selection.out);
        }
      }
    },
  );
});

/** Asks the engine about all doubtful times. */
function settle(selection: Parameters<typeof doubtOf>[0], sampling: Parameters<typeof doubtOf>[1], late: number) {
  const times = sampling.grid.between(0, 1e6);
  for (let turn = 0; turn < 4; turn += 1) {
    const doubt = doubtOf(selection, sampling);
    if (doubt === undefined) return sampling;
    sampling.grid.answer(doubt, times[times.findLastIndex((one) => one <= doubt + late)] ?? 0);
  }
  throw new Error('There is always another doubt');
}

function failed(): never {
  throw new Error('The frames are not known');
}

describe('lastShown', () => {
  test('is the chosen last frame when the animation has at least the frame rate of the source', () => {
    const { grid, filmEnd } = film(30, 90);
    for (const fps of [30, 60]) {
      expect(lastShown({ in: at(30, 3), out: at(30, 40) }, { grid, filmEnd, fps })).toBe(at(30, 40));
    }
  });

  test.each([
    [30, 2, 0.001],
    [30, 5, 0.000033],
    [30, 12, 0.001],
    [29.97, 10, 0.000033],
    [29.97, 15, 0.000033],
    [29.97, 15, 0.001],
    [59.94, 24, 0.000016],
    [30, 25, 0.0001],
  ])('is what the engine shows last, of a film of %d fps at %d fps with a tolerance of %d s', (source, fps, late) => {
    const { grid, times, filmEnd } = film(source, 400);
    for (let first = 0; first < 20; first += 1) {
      for (const last of [first, first + 1, first + 2, first + 30, first + 101]) {
        const selection = { in: at(source, first), out: at(source, last) };
        const sampling = settle(selection, { grid, fps, filmEnd }, late);
        const shown = shownBy(times, segmentOf(selection, sampling) ?? failed(), fps, late);
        expect(lastShown(selection, sampling)).toBe(times[shown.at(-1) ?? 0]);
        expect(shown.at(-1)).toBeLessThanOrEqual(last);
      }
    }
  });

  test('reaches the last frame of the film', () => {
    const { grid, filmEnd } = film(30, 90);
    expect(lastShown({ in: 0, out: at(30, 89) }, { grid, filmEnd, fps: 30 })).toBe(at(30, 89));
    expect(lastShown({ in: 0, out: at(30, 89) }, { grid, filmEnd, fps: 2 })).toBe(2.5);
    expect(lastShown({ in: at(30, 1), out: at(30, 89) }, { grid, filmEnd, fps: 15 })).toBe(at(30, 89));
    expect(lastShown({ in: at(30, 2), out: at(30, 89) }, { grid, filmEnd, fps: 15 })).toBe(at(30, 88));
  });
});

describe('lengthOf', () => {
  test('includes the last frame', () => {
    const grid = gridOf(10, 100);
    expect(lengthOf({ in: 1, out: 2 }, grid, 0.1)).toBeCloseTo(1.1, 9);
    expect(lengthOf({ in: 9.9, out: 9.9 }, grid, 0.1)).toBeCloseTo(0.1, 9);
  });
});
