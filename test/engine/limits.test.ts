import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { animate, expectRefusal } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

/** 160x96, 4 s. */
test.each([
  ['maxPixels', { maxPixels: 160 * 96 - 1 }, {}, 'LIMIT_PIXELS'],
  ['maxDuration', { maxDuration: 3.9 }, {}, 'LIMIT_DURATION'],
  ['maxFrames', { maxFrames: 39 }, { fps: 10 }, 'LIMIT_FRAMES'],
  ['maxOutputBytes', { maxOutputBytes: 5000 }, { fps: 25 }, 'LIMIT_OUTPUT_BYTES'],
  ['timeoutMs', { timeoutMs: 1 }, { fps: 25 }, 'TIMEOUT'],
] as const)(
  'refuses what exceeds %s with its own error and leaves nothing behind',
  async (_, limits, options, code) => {
    for (const format of ['gif', 'webp'] as const) {
      const folder = tempDir();
      await expectRefusal(
        animate({ input: await plainClip(), output: join(folder, `x.${format}`), limits, ...options }),
        code,
      );
      expect(readdirSync(folder)).toEqual([]);
    }
  },
);

test('accepts what just fits', async () => {
  const limits = { maxPixels: 160 * 96, maxDuration: 4, maxFrames: 40, timeoutMs: 60_000 };
  await expect(animate({ input: await plainClip(), fps: 10, limits })).resolves.toMatchObject({ duration: 4 });
});

test('checks a segment up to the end of the video before it encodes', async () => {
  const input = await plainClip();
  const plans: unknown[] = [];
  const onPlan = (plan: unknown) => plans.push(plan);
  await expect(animate({ input, fps: 10, limits: { maxFrames: 39 }, onPlan })).rejects.toMatchObject({
    message: 'The segment has more frames than limits.maxFrames allows: 40 frames, the limit is 39',
  });
  await expect(animate({ input, limits: { maxDuration: '3.9s' }, onPlan })).rejects.toMatchObject({
    message: 'The segment is longer than limits.maxDuration allows: 4 s, the limit is 3.9 s',
  });
  expect(plans).toEqual([]);
});

test('counts the frames that a long time without a change takes', async () => {
  const input = await cached('long-still.mkv', 1, async (draft) => {
    const times = "setpts='if(eq(N,0),0,20000/TB)'";
    const source = ['-f', 'lavfi', '-i', 'color=s=64x64:r=1:d=2', '-vf', times, '-fps_mode', 'passthrough'];
    await ffmpeg([...source, '-c:v', 'ffv1', draft]);
  });
  // Two frames of the source. A frame of a GIF lasts at most 655.35 s.
  await expect(animate({ input, fps: 'source', limits: { maxFrames: 32 } })).resolves.toMatchObject({ frames: 31 });
  await expectRefusal(animate({ input, fps: 'source', limits: { maxFrames: 30 } }), 'LIMIT_FRAMES');
});

test('refuses an unknown limit', async () => {
  await expectRefusal(animate({ input: await plainClip(), limits: { maxPixel: 1 } as never }), 'INVALID_OPTION');
});
