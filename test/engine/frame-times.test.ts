import { describe, expect, test } from 'vitest';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { animate, make, warningCodes } from '../support/engine.ts';

const codecs = {
  mp4: ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2'],
  webm: ['-c:v', 'libvpx', '-b:v', '500k', '-deadline', 'realtime'],
  mkv: ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '0'],
};
type Container = keyof typeof codecs;

const clip = (container: Container, rate: string, seconds = 2): Promise<string> =>
  cached(`frame-times.${container}`, [rate, seconds, codecs[container]], async (draft) => {
    const source = `testsrc=size=96x64:rate=${rate}:duration=${seconds}`;
    await ffmpeg(['-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', ...codecs[container], draft]);
  });

/** Frames at these times, in seconds, each with another picture; the last lasts until `end`. */
const timed = (container: Container, times: readonly number[], end: number): Promise<string> =>
  cached(`timed.${container}`, [times, end, codecs[container]], async (draft) => {
    const select = times.map((time) => `eq(n,${Math.round(time * 1000)})`).join('+');
    const source = `testsrc=size=96x64:rate=1000:duration=${end}`;
    const filter = `select='${select}+eq(n,${end * 1000 - 1})'`;
    await ffmpeg([
      '-f',
      'lavfi',
      '-i',
      source,
      '-vf',
      filter,
      '-vsync',
      'vfr',
      '-pix_fmt',
      'yuv420p',
      '-enc_time_base',
      '1/1000',
      ...codecs[container],
      draft,
    ]);
  });

/** The times of a rate in units of the format, rounded. */
function delaysOf(rate: number, count: number, unitMs: number): number[] {
  const at = (frame: number): number => Math.round((frame * 1000) / rate / unitMs) * unitMs;
  return Array.from({ length: count }, (_, frame) => at(frame + 1) - at(frame));
}

describe('a source of at most 15 fps without fps', () => {
  test.each([
    ['mp4', '10', 10],
    ['webm', '10', 10],
    ['mkv', '25/2', 12.5],
    ['mp4', '999/100', 9.99],
    ['mp4', '15000/1001', 14.985],
    ['mp4', '15', 15],
    ['mp4', '5', 5],
    ['mkv', '8', 8],
  ] as const)('keeps its frame times in %s at %s fps', async (container, rate, fps) => {
    const input = await clip(container, rate);
    for (const format of ['gif', 'webp'] as const) {
      const { result, animation } = await make({ input, format });
      expect(warningCodes(result)).toEqual([]);
      const expected = delaysOf(fps, Math.round(fps * 2), format === 'gif' ? 10 : 1);
      expect(animation.delays).toHaveLength(expected.length);
      // Times in ticks of the container: a rounded frame may begin one unit earlier or later.
      const unit = format === 'gif' ? 10 : 1;
      animation.delays.forEach((delay, i) => {
        expect(Math.abs(delay - (expected[i] ?? 0))).toBeLessThanOrEqual(
          container === 'mp4' && Number.isInteger(fps) ? 0 : unit,
        );
      });
    }
  });

  test('shows its frames at even times after a start between two frames', async () => {
    const { animation } = await make({ input: await clip('mp4', '10'), format: 'webp', start: 0.25, duration: 0.6 });
    expect(animation.delays).toEqual([50, 100, 100, 100, 100, 100, 50]);
  });

  test('reports FPS_ABOVE_SOURCE only for a frame rate that was given', async () => {
    const input = await clip('mp4', '10');
    expect(warningCodes(await animate({ input }))).toEqual([]);
    expect(warningCodes(await animate({ input, fps: 15 }))).toEqual(['FPS_ABOVE_SOURCE']);
    expect(warningCodes(await animate({ input, template: { fps: 12 } }))).toEqual(['FPS_ABOVE_SOURCE']);
  });

  test('plans and reports progress with its rate', async () => {
    const seen: number[] = [];
    let planned: { frames?: number | undefined } | undefined;
    await animate({
      input: await clip('mp4', '10'),
      onPlan: (plan) => {
        planned = plan as typeof planned;
      },
      onProgress: ({ expectedFrames, frames }) => seen.push(expectedFrames, frames),
    });
    expect(planned).toMatchObject({ frames: 20 });
    expect(seen.at(-1)).toBe(20);
    expect(Math.max(...seen)).toBe(20);
  });
});

test.each(['24', '25', '30', '30000/1001', '50', '60'])('reduces %s fps to 15 as with fps: 15', async (rate) => {
  for (const container of ['mp4', 'webm'] as const) {
    const input = await clip(container, rate);
    for (const start of [0, 0.33]) {
      const chosen = await animate({ input, start, fps: 15 });
      const free = await animate({ input, start });
      expect(free.frames).toBe(chosen.frames);
      expect(Buffer.from(free.data ?? []).equals(Buffer.from(chosen.data ?? []))).toBe(true);
    }
  }
});

describe('a source with a variable rate without fps', () => {
  // A screen recording: pauses, and bursts of 60 fps.
  const burst = (from: number): number[] =>
    Array.from({ length: 12 }, (_, i) => from + Math.round((i * 1000) / 60) / 1000);
  const times = [0, 0.71, 0.8, ...burst(1.234), 2, ...burst(2.503)];

  test.each(['mp4', 'mkv', 'webm'] as const)(
    'keeps slow frames at their times, and thins out bursts, in %s',
    async (container) => {
      const input = await timed(container, times, 4);
      const { animation, result } = await make({ input, format: 'webp' });
      expect(warningCodes(result)).toEqual([]);
      let now = 0;
      const starts = animation.delays.map((delay) => {
        const at = now;
        now += delay;
        return at;
      });
      // Frames after a pause begin on time, and those in a burst 1/15 s apart.
      for (const at of [0, 710, 800, 1234, 2000, 2503])
        expect(starts.some((start) => Math.abs(start - at) <= 1)).toBe(true);
      expect(animation.delays.filter((delay) => delay < 65)).toEqual([]);
      // 12 frames in 183 ms: the first, two more 67 ms apart, and the last one, which stays.
      expect(starts.filter((start) => start >= 1233 && start < 1500)).toHaveLength(4);
      expect(now).toBeGreaterThanOrEqual(3999);
    },
  );

  test('gives the same bytes with any number of threads', async () => {
    const input = await timed('mp4', times, 4);
    const [one, two, eight] = await Promise.all(
      [1, 2, 8].map(async (threads) => (await animate({ input, threads })).data),
    );
    expect(two).toEqual(one);
    expect(eight).toEqual(one);
  });
});
