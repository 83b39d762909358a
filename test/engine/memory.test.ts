import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { codecs, numbered, plainClip } from '../fixtures/numbered.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { animate, expectRefusal } from '../support/engine.ts';
import { output } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

const childPath = join(import.meta.dirname, 'memory-child.mjs');

async function child<T>(task: 'once' | 'series' | 'idle', options: object): Promise<T> {
  const args = ['--expose-gc', childPath, task, JSON.stringify(options)];
  const stdout = await output(process.execPath, args, { timeoutMs: 240_000 });
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

test('returns memory to the system when no job has run for a while', { timeout: 120_000 }, async () => {
  const input = await plainClip();
  const list = [1, 2, 3, 4].map(() => ({ input, duration: 1, fps: 10, format: 'webp', width: 960 }));
  const drop = 4 * 2 ** 20;
  const { after, least } = await child<{ after: number; least: number }>('idle', { list, drop });
  expect(least).toBeLessThanOrEqual(after - drop);
});

/** 4096x2304, with noise, so that nothing is merged. */
const clip4k = (): Promise<string> =>
  cached('noise-4k.mp4', 1, async (draft) => {
    const filter = 'testsrc2=s=4096x2304:r=30:d=1,noise=alls=12:allf=t';
    const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30', '-pix_fmt', 'yuv420p'];
    await ffmpeg(['-f', 'lavfi', '-i', filter, ...codec, draft]);
  });

// Node.js, the libraries and the output take memory too.
const OVERHEAD = 160 * 2 ** 20;

test.each([
  ['gif', 640],
  ['webp', 640],
  ['gif', 1024],
  ['webp', 1024],
] as const)(
  'keeps a 4K job (%s) below maxMemory of %d MiB with any number of threads',
  { timeout: 240_000 },
  async (format, mebibytes) => {
    const input = await clip4k();
    const limits = { maxMemory: mebibytes * 2 ** 20 };
    const made = new Set<string>();
    for (const threads of [1, 4, 16]) {
      const output = join(tempDir(), `4k-${threads}.${format}`);
      const list = [{ input, output, duration: 0.4, quality: 50, effort: 0, threads, limits }];
      const { peak } = await child<{ peak: number }>('once', { list });
      expect(peak).toBeLessThan(limits.maxMemory + OVERHEAD);
      made.add(createHash('md5').update(readFileSync(output)).digest('hex'));
    }
    expect(made.size).toBe(1);
  },
);

test('refuses a job that needs more than maxMemory with one thread', async () => {
  const limits = { maxMemory: '100MiB' };
  await expectRefusal(animate({ input: await clip4k(), duration: 0.1, limits }), 'LIMIT_MEMORY');
});

test('takes threads from the decoder when the packets since the key frame are too large to keep', {
  timeout: 240_000,
}, async () => {
  const input = await cached('noise-long-gop.mp4', 1, async (draft) => {
    const filter = 'testsrc2=s=640x360:r=30:d=5,noise=alls=60:allf=t+u';
    const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '1', '-g', '600', '-pix_fmt', 'yuv420p'];
    await ffmpeg(['-f', 'lavfi', '-i', filter, ...codec, draft]);
  });
  expect(statSync(input).size).toBeGreaterThan(45e6);
  const job = { input, start: 4.5, duration: 0.3, effort: 0 };
  const refusal = await animate({ ...job, limits: { maxMemory: 40e6 } }).catch((error: Error) => error);
  const least = Number(/about (\d+) bytes/.exec(String(refusal))?.[1]);
  const enough = await animate({ ...job, threads: 16 });
  const { md5, warnings } = await animate({ ...job, threads: 16, limits: { maxMemory: least + 1e6 } });
  expect({ md5, warnings }).toEqual({ md5: enough.md5, warnings: enough.warnings });
});

test('keeps a 4K job with a long group of pictures below maxMemory', { timeout: 240_000 }, async () => {
  const input = await cached('noise-4k-long-gop.mp4', 1, async (draft) => {
    const filter = 'testsrc2=s=4096x2304:r=30:d=1.4,noise=alls=14:allf=t+u';
    const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '21', '-g', '600', '-pix_fmt', 'yuv420p'];
    await ffmpeg(['-f', 'lavfi', '-i', filter, ...codec, draft]);
  });
  const limits = { maxMemory: 640e6 };
  const output = join(tempDir(), '4k-long-gop.webp');
  const list = [{ input, output, start: 1.25, duration: 0.1, quality: 50, effort: 0, threads: 16, limits }];
  const { peak } = await child<{ peak: number }>('once', { list });
  expect(peak).toBeLessThan(limits.maxMemory + OVERHEAD);
});

test.each(['yuv420p', 'yuva420p', 'bgr0', 'bgra', 'gbrp', 'gbrp16le', 'gray'])(
  'enlarges only the visible part with fit cover (%s)',
  { timeout: 120_000 },
  async (pixels) => {
    const input = await cached(`2000x2-${pixels}.mkv`, 1, async (draft) => {
      await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=2000x2:r=10:d=0.2', '-c:v', 'ffv1', '-pix_fmt', pixels, draft]);
    });
    const list = [
      { input, width: 4096, height: 4096, fit: 'cover', format: 'webp', effort: 0, quality: 50, threads: 1 },
    ];
    const { peak } = await child<{ peak: number }>('once', { list });
    expect(peak).toBeLessThan(700 * 2 ** 20);
  },
);

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

/** 1920x1080, 15 frames per second, with noise, so that nothing is merged. */
const clip1080 = (seconds: number): Promise<string> =>
  cached(`noise-1080-${seconds}.mp4`, 1, async (draft) => {
    const filter = `testsrc2=s=1920x1080:r=15:d=${seconds},noise=alls=6:allf=t`;
    const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '34', '-g', '60', '-pix_fmt', 'yuv420p'];
    await ffmpeg(['-f', 'lavfi', '-i', filter, ...codec, draft]);
  });

test.each(['reverse', 'boomerang'])(
  'needs no more memory for 60 s played in %s than for 6 s',
  { timeout: 240_000 },
  async (playback) => {
    const input = await clip1080(60);
    const peakOf = async (duration: number) => {
      const list = [{ input, duration, width: 480, format: 'webp', effort: 0, playback, threads: 2 }];
      return (await child<{ peak: number }>('once', { list })).peak;
    };
    expect((await peakOf(60)) / (await peakOf(6))).toBeLessThanOrEqual(1.3);
  },
);
