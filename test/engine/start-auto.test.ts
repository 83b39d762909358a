import { plan } from '@cliploop/core';
import { expect, test } from 'vitest';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { expectRefusal, make } from '../support/engine.ts';

/** Two seconds of black, two of a still blurred picture, four of motion, a cut, one of other motion, and two of black. */
const film = (): Promise<string> =>
  cached('film.mp4', 1, async (draft) => {
    const size = 's=320x180:r=25';
    const parts = [
      `color=black:${size}:d=2`,
      `testsrc=${size}:d=1,trim=end_frame=1,boxblur=20,loop=49:1,setpts=N/25/TB`,
      `testsrc2=${size}:d=4`,
      `mandelbrot=s=320x180:r=25,trim=duration=1`,
      `color=black:${size}:d=2`,
    ];
    const filter = `${parts.map((part, index) => `${part},format=yuv420p,setsar=1[v${index}]`).join(';')};${parts.map((_, index) => `[v${index}]`).join('')}concat=n=${parts.length}`;
    await ffmpeg(['-filter_complex', filter, '-c:v', 'libx264', '-g', '25', '-crf', '20', draft]);
  });

test('start auto chooses a moment that is not dark, moves and has no cut', async () => {
  for (const duration of [1, 2, 3]) {
    const given = { input: await film(), start: 'auto', duration, width: 160 } as const;
    const { start, end, frames } = (await make(given)).result;
    expect(start).toBeGreaterThanOrEqual(3.95);
    expect(end).toBeLessThanOrEqual(8.05);
    expect(end - start).toBeCloseTo(duration, 2);
    expect(frames).toBeGreaterThan(10);
    expect((await plan(given)).start).toBe(start);
  }
});

test('start auto can be combined with a seamless loop and a byte budget', async () => {
  const { result } = await make({
    ...{ input: await film(), start: 'auto', duration: 2, width: 160, format: 'webp' },
    ...{ seamless: 'auto', maxBytes: 40_000 },
  });
  expect(result.size).toBeLessThanOrEqual(40_000);
  expect(result.start).toBeGreaterThan(3);
  expect(result.seam).toBeDefined();
});

test('start auto takes the whole of a video that is not longer', async () => {
  const { start, end } = (await make({ input: await film(), start: 'auto', duration: 60, width: 64, fps: 2 })).result;
  expect([start, end]).toEqual([0, 11]);
});

test('start auto needs a duration', async () => {
  await expectRefusal(make({ input: await film(), start: 'auto' }), 'INVALID_OPTION');
  await expectRefusal(make({ input: await film(), start: 'auto', end: 3 }), 'INVALID_OPTION');
});
