import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { codecs, numbered, plainClip } from '../fixtures/numbered.ts';
import { animate } from '../support/engine.ts';
import { output } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

const childPath = join(import.meta.dirname, 'memory-child.mjs');

async function child<T>(task: 'once' | 'series', options: object): Promise<T> {
  const stdout = await output(process.execPath, [childPath, task, JSON.stringify(options)], { timeoutMs: 240_000 });
  return JSON.parse(stdout.toString());
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

test('finishes eight jobs at once correctly', async () => {
  const input = await plainClip();
  const jobs = Array.from({ length: 8 }, (_, i) => ({
    input,
    start: i / 4,
    duration: 1,
    fps: 10,
    format: i % 2 ? ('gif' as const) : ('webp' as const),
  }));
  const together = await Promise.all(jobs.map((job) => animate(job)));
  for (const [i, job] of jobs.entries()) expect(together[i]?.md5).toBe((await animate(job)).md5);
});

// Memory that grows with each job grows in each of three runs. Memory that the allocator keeps does not.
test('keeps the memory of the process over 200 jobs', { timeout: 240_000, retry: 2 }, async () => {
  const input = await plainClip();
  const webm = await numbered('leak', { container: 'webm', rate: '25', frames: 50, args: codecs.vp8(25) });
  const list = [
    { input, duration: 0.4, fps: 10, format: 'gif' },
    { input: webm, start: 1, duration: 0.4, fps: 10, format: 'webp' },
    { input, start: -0.5, fps: 10, format: 'webp', width: 240, output: join(tempDir(), 'leak-%d.webp') },
  ];
  const { samples } = await child<{ samples: number[] }>('series', { list, jobs: 200, atOnce: 1 });
  expect(samples).toHaveLength(200);
  expect((samples[199] ?? 0) / (samples[19] ?? 1)).toBeLessThanOrEqual(1.1);
});

describeWithMedia('memory with real clips', () => {
  test.each(['gif', 'webp'] as const)(
    'needs no more memory for 60 s than for 6 s (%s)',
    { timeout: 240_000 },
    async (format) => {
      const peak = async (duration: number): Promise<number> => {
        const out = join(tempDir(), `x.${format}`);
        const job = {
          input: media.public('tears-of-steel-332p24-vp8.webm'),
          output: out,
          start: 2,
          duration,
          fps: 10,
          width: 400,
          quality: 60,
        };
        return (await child<{ peak: number }>('once', { list: [job] })).peak;
      };
      const [short, long] = [await peak(6), await peak(60)];
      expect(long / short).toBeLessThanOrEqual(1.2);
    },
  );

  test('keeps the memory of four jobs at a time over mixed clips', { timeout: 240_000 }, async () => {
    const clips = [
      'bbb-1080p24-h264.mp4',
      'flower-540p30-vp8.webm',
      'car-432p12-h264.mp4',
      'desktop-800p60-h264.mp4',
      'roof-hdr10-portrait-av1.mp4',
      'tears-of-steel-332p24-vp8.webm',
    ];
    const list = clips.flatMap((clip) =>
      ['gif', 'webp'].map((format) => ({
        input: media.public(clip),
        start: 0.5,
        duration: 0.3,
        fps: 10,
        width: 240,
        format,
      })),
    );
    const { samples } = await child<{ samples: number[] }>('series', { list, jobs: 120, atOnce: 4 });
    expect(mean(samples.slice(-20)) / mean(samples.slice(20, 40))).toBeLessThanOrEqual(1.25);
  });
});
