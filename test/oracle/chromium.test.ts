import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrowserDecoder, findChromium } from './chromium.ts';
import { flags } from './samples.ts';

const executable = findChromium();

describe.skipIf(!executable)(`BrowserDecoder${executable ? '' : ' (skipped: Chromium not found)'}`, () => {
  let browser: BrowserDecoder;
  beforeAll(async () => {
    browser = await BrowserDecoder.open(executable ?? '');
  });
  afterAll(() => browser?.close());

  test.each(['gif', 'webp'] as const)('reads times, repetitions and pixels of a %s', async (format) => {
    const found = await browser.decode(await flags(format, { loop: 3 }), format, [1]);
    expect(found.animated).toBe(true);
    expect(found.frames.map((frame) => frame.duration)).toEqual([100_000, 50_000, 200_000]);
    expect(found.frames.map((frame) => frame.timestamp)).toEqual([0, 100_000, 150_000]);
    expect(found.repetitions).toBe(2);
    expect([...(found.frames[1]?.rgba?.subarray(0, 4) ?? [])]).toEqual([0, 255, 0, 255]);
  });

  test('reports endless repetition as Infinity', async () => {
    expect((await browser.decode(await flags('webp', { loop: 0 }), 'webp')).repetitions).toBe(Number.POSITIVE_INFINITY);
    expect((await browser.decode(await flags('gif', { loop: 0 }), 'gif')).repetitions).toBe(Number.POSITIVE_INFINITY);
  });
});
