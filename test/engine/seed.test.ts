import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeWithSharp, totalMs } from '../oracle/animation.ts';
import { ffmpeg, webpinfo } from '../oracle/tools.ts';
import { parseWebp } from '../oracle/webp.ts';
import { cached } from '../support/cache.ts';
import { animate } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

/** One minute of 640x480 H.264 with AAC: a typical upload. */
const minute = (): Promise<string> =>
  cached('seed.mp4', 1, async (draft) => {
    const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=640x480:r=25:d=60', '-f', 'lavfi', '-i', 'sine=f=440:d=60'];
    await ffmpeg([
      ...inputs,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '50',
      '-c:a',
      'aac',
      draft,
    ]);
  });

test('makes a WebP of seconds 2 to 5 of a minute with template 20001', async () => {
  const output = join(tempDir(), 'seed.webp');
  const result = await animate({ input: await minute(), output, template: 20001, start: 2, end: 5 });
  const bytes = readFileSync(output);
  expect(result).toMatchObject({
    format: 'webp',
    width: 640,
    height: 480,
    duration: 3,
    start: 2,
    end: 5,
    loop: 0,
    size: bytes.length,
    md5: createHash('md5').update(bytes).digest('hex'),
    warnings: [],
  });
  expect(Math.abs(result.bitrate - (bytes.length * 8) / 3)).toBeLessThanOrEqual(1);
  expect(result.frames).toBe(6);
  const animation = await decodeWithSharp(bytes);
  expect(animation).toMatchObject({ format: 'webp', width: 640, height: 480, loop: 0 });
  expect(totalMs(animation)).toBe(3000);
  expect(parseWebp(bytes).plays).toBe(0);
  await webpinfo(output);
});

test('makes a GIF of the same segment with template 20000', async () => {
  const result = await animate({ input: await minute(), template: 20000, start: 2, end: 5 });
  expect(result).toMatchObject({
    format: 'gif',
    width: 640,
    height: 480,
    duration: 3,
    start: 2,
    end: 5,
    loop: 0,
    frames: 6,
  });
});
