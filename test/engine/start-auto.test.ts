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

test('start auto finds the bars of the moment that it chose', async () => {
  const input = await cached('letterbox.mp4', 1, async (draft) => {
    const parts = ['color=black:s=320x240:r=25:d=3', 'testsrc2=s=320x160:r=25:d=4,pad=320:240:0:40'];
    const filter = `${parts.map((part, index) => `${part},format=yuv420p,setsar=1[v${index}]`).join(';')};[v0][v1]concat=n=2`;
    await ffmpeg(['-filter_complex', filter, '-c:v', 'libx264', '-g', '25', '-crf', '18', draft]);
  });
  const { result } = await make({ input, start: 'auto', duration: 2, crop: 'auto', fps: 5 });
  expect(result.start).toBeGreaterThanOrEqual(2.95);
  expect(result.crop).toMatchObject({ y: 40, height: 160 });
});

test('start auto sees subjects on a transparent ground', async () => {
  const input = await cached('sticker.mkv', 1, async (draft) => {
    const alpha = 'if(gt(N,19)*lt(abs(X-60-4*N),24)*lt(abs(Y-90),24),255,0)';
    const filter = `testsrc2=s=320x180:r=10:d=6,format=yuva420p,geq=lum=lum(X\\,Y):a='${alpha}'`;
    await ffmpeg(['-f', 'lavfi', '-i', filter, '-c:v', 'ffv1', '-g', '5', draft]);
  });
  const { start } = (await make({ input, start: 'auto', duration: 1, format: 'webp' })).result;
  expect(start).toBeGreaterThanOrEqual(1.9);
});

test('start auto takes a sharp picture when every moment has a cut', async () => {
  const input = await cached('cuts.mp4', 1, async (draft) => {
    const parts = ['color=black:s=160x90:r=25:d=3'];
    for (const color of ['red', 'white', 'blue', 'yellow', 'green', 'orange']) {
      parts.push(`color=${color}:s=160x90:r=25:d=0.8,drawbox=x=20:y=20:w=40:h=30:color=gray:t=fill`);
    }
    const labels = parts.map((_, index) => `[v${index}]`);
    const filter = `${parts.map((part, index) => `${part},format=yuv420p,setsar=1[v${index}]`).join(';')};${labels.join('')}concat=n=${parts.length}`;
    await ffmpeg(['-filter_complex', filter, '-c:v', 'libx264', '-g', '10', draft]);
  });
  const { start } = (await make({ input, start: 'auto', duration: 2 })).result;
  expect(start).toBeGreaterThan(2.5);
});

test('start auto and seamless bound what they decode and keep of a long video', async () => {
  const input = await cached('long.mp4', 1, async (draft) => {
    // One key frame, and more frames than are kept to be compared.
    const source = 'testsrc2=s=64x36:r=60:d=160';
    await ffmpeg(['-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10000', draft]);
  });
  const { start } = (await make({ input, start: 'auto', duration: 3, fps: 5 })).result;
  expect(start).toBeLessThan(25);
  const { seam } = (await make({ input, start: 2, duration: 150, fps: 1, seamless: 'find' })).result;
  expect(seam?.jump).toBeGreaterThan(0);
});

test('start auto needs a duration', async () => {
  await expectRefusal(make({ input: await film(), start: 'auto' }), 'INVALID_OPTION');
  await expectRefusal(make({ input: await film(), start: 'auto', end: 3 }), 'INVALID_OPTION');
});
