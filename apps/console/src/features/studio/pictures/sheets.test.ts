import { describe, expect, test, vi } from 'vitest';
import type { Stills, StillsQuery } from './pictures.ts';
import { frameIndex, type Sheet, type SheetKey, Sheets, tileOf } from './sheets.ts';

const key = (start: number): SheetKey => ({ start, end: start + 1, every: 1, width: 160, format: 'webp' });
const settle = () => new Promise((resolve) => setTimeout(resolve));

function setup(capacity = 24) {
  const requests: { query: StillsQuery; signal: AbortSignal; finish: () => void; fail: (error: Error) => void }[] = [];
  const load = (query: StillsQuery, signal: AbortSignal) =>
    new Promise<Stills>((finish, fail) => {
      signal.addEventListener('abort', () => fail(new Error('aborted')));
      const times = [query.StartTimeOffset ?? 0];
      const stills = { picture: new Blob(), times, columns: 1, width: 160, height: 90 };
      requests.push({ query, signal, finish: () => finish(stills), fail });
    });
  const close = vi.fn();
  const decode = async () => ({ close, width: 1, height: 1 }) as unknown as ImageBitmap;
  return { requests, sheets: new Sheets({ load, decode, capacity }), close };
}

const starts = (requests: readonly { query: StillsQuery }[]) => requests.map(({ query }) => query.StartTimeOffset);

describe('Sheets', () => {
  test('loads the most important first, two at a time', async () => {
    const { requests, sheets } = setup();
    sheets.want([key(5), key(1), key(9)]);
    expect(starts(requests)).toEqual([5, 1]);
    requests[0]?.finish();
    await settle();
    expect(starts(requests)).toEqual([5, 1, 9]);
    expect(sheets.get(key(5))?.times).toEqual([5]);
    expect(sheets.get(key(1))).toBeUndefined();
  });

  test('aborts what is not needed any more, and repeats nothing', async () => {
    const { requests, sheets } = setup();
    sheets.want([key(1), key(2)]);
    sheets.want([key(2), key(3)]);
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    await settle();
    expect(starts(requests)).toEqual([1, 2, 3]);
  });

  test('keeps a limited number, and what is needed', async () => {
    const { requests, sheets, close } = setup(2);
    for (const start of [1, 2, 3]) {
      sheets.want([key(1), key(start)]);
      await settle();
      requests.at(-1)?.finish();
      requests[0]?.finish();
      await settle();
    }
    expect(sheets.get(key(1))).toBeDefined();
    expect(sheets.get(key(2))).toBeUndefined();
    expect(sheets.get(key(3))).toBeDefined();
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('tells about sheets and errors, and does not repeat a failed request at once', async () => {
    const { requests, sheets } = setup();
    const arrived = vi.fn();
    const failed = vi.fn();
    sheets.onArrival(arrived);
    sheets.onError(failed);
    sheets.want([key(1), key(2)]);
    requests[0]?.finish();
    requests[1]?.fail(new Error('broken'));
    await settle();
    expect(arrived).toHaveBeenCalledTimes(1);
    expect(failed).toHaveBeenCalledWith(new Error('broken'));
    sheets.want([key(2)]);
    expect(requests.length).toBe(2);
  });

  test('aborts all requests and frees all pictures when it is closed', async () => {
    const { requests, sheets, close } = setup();
    sheets.want([key(1), key(2), key(3)]);
    requests[0]?.finish();
    await settle();
    sheets.close();
    await settle();
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([false, true, true]);
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe('tileOf and frameIndex', () => {
  const sheet: Sheet = {
    ...{ picture: new Image(), columns: 3, width: 100, height: 50, start: 0, end: 4 },
    times: [0, 1, 2.5, 3],
  };

  test('find the frame on screen at a time', () => {
    expect([0, 0.9, 1, 2.4, 2.5, 99].map((time) => frameIndex(sheet, time))).toEqual([0, 0, 1, 1, 2, 3]);
    expect(frameIndex({ ...sheet, times: [5] }, 1)).toBe(0);
  });

  test('find its place', () => {
    expect([0, 2, 3].map((index) => tileOf(sheet, index))).toEqual([
      [0, 0],
      [200, 0],
      [0, 50],
    ]);
  });
});
