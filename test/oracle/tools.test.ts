import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { decodeWithSharp, pictureIndexAt, totalMs } from './animation.ts';
import { flags } from './samples.ts';
import { gifsicleInfo, magickFrames, webpinfo, webpmuxInfo } from './tools.ts';

async function sample(format: 'gif' | 'webp', loop: number): Promise<string> {
  const file = join(tempDir(), `flags.${format}`);
  writeFileSync(file, await flags(format, { loop }));
  return file;
}

test('accepts a valid WebP and refuses a truncated one with webpinfo and webpmux', async () => {
  const file = await sample('webp', 2);
  await expect(webpinfo(file)).resolves.toContain('No error detected');
  const { loop, frames } = await webpmuxInfo(file);
  expect(loop).toBe(2);
  expect(frames.map((frame) => frame.duration)).toEqual([100, 50, 200]);
  writeFileSync(file, (await flags('webp', { loop: 2 })).subarray(0, 120));
  await expect(webpinfo(file)).rejects.toThrow('webpinfo');
  await expect(webpmuxInfo(file)).rejects.toThrow('webpmux');
});

test('accepts a valid GIF and refuses bytes after its end with gifsicle', async () => {
  const file = await sample('gif', 0);
  expect(await gifsicleInfo(file)).toEqual({ delays: [10, 5, 20], repeats: 0 });
  expect((await gifsicleInfo(await sample('gif', 3))).repeats).toBe(2);
  writeFileSync(file, Buffer.concat([await flags('gif', { loop: 0 }), Buffer.from('more')]));
  await expect(gifsicleInfo(file)).rejects.toThrow('gifsicle');
});

test('decodes the same canvases with ImageMagick and libvips', async () => {
  for (const format of ['gif', 'webp'] as const) {
    const file = await sample(format, 0);
    const magick = await magickFrames(file);
    const vips = await decodeWithSharp(file);
    expect(magick).toMatchObject({ width: 16, height: 16 });
    expect(magick.pictures.map((frame, n) => vips.pictures[n]?.equals(frame))).toEqual([true, true, true]);
    expect(totalMs(vips)).toBe(350);
    expect([0, 99, 100, 149, 150, 349, 900].map((ms) => pictureIndexAt(vips, ms))).toEqual([0, 0, 1, 1, 2, 2, 2]);
  }
});
