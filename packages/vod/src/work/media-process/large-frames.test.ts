import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawClip } from '@cliploop/testing/clip';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameMemory } from './frame-memory.js';
import { MediaChild } from './media-child.js';

const main = fileURLToPath(new URL('../../../dist/work/media-process/media-child-main.js', import.meta.url));
const encoders = { h264: ['-c:v', 'libx264'], hevc: ['-c:v', 'libx265', '-x265-params', 'log-level=error'] };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-large-'));
  // With noise, so that no frames are merged.
  const source = 'testsrc2=s=4096x2304:r=30:d=0.5,noise=alls=12:allf=t';
  for (const [name, encoder] of Object.entries(encoders)) {
    await drawClip(join(folder, `${name}.mp4`), source, ...encoder, '-preset', 'ultrafast', '-crf', '30');
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function animate(name: string, megabytes: number, more: object) {
  const maxMemory = megabytes * 2 ** 20;
  const child = new MediaChild({ maxMemory, main });
  try {
    const output = join(folder, 'out');
    const limits = { maxMemory: frameMemory(maxMemory) };
    const job = { input: join(folder, `${name}.mp4`), output, fps: 10, quality: 50, limits, ...more };
    const options = { onProgress: () => {}, signal: new AbortController().signal, timeoutMs: 60_000 };
    return await child.run({ kind: 'animate', job }, options);
  } finally {
    await child.end();
  }
}

// MediaChild kills a process above its limit, and run() rejects.
describe.each([2048, 768])('a media process with %d MiB', (megabytes) => {
  const formats = ['gif', 'webp'] as const;
  const rows = Object.keys(encoders).flatMap((name) => formats.map((format) => [name, format] as const));
  test.each(rows)(
    'animates 4096x2304 pixels of %s as %s with 1 and 16 threads',
    async (name, format) => {
      for (const threads of [1, 16]) {
        expect(await animate(name, megabytes, { format, threads })).toMatchObject({
          kind: 'animated',
          result: { width: 4096, height: 2304, frames: 5 },
        });
      }
    },
    120_000,
  );
});

test('animates 1920x1080 pixels as avif in a media process with 768 MiB, and refuses 4096x2304 without a death', async () => {
  for (const threads of [1, 16]) {
    const outcome = await animate('h264', 768, { format: 'avif', threads, width: 1920 });
    expect(outcome).toMatchObject({ kind: 'animated', result: { width: 1920, height: 1080, frames: 5 } });
  }
  const outcome = await animate('h264', 768, { format: 'avif', threads: 16 });
  expect(outcome).toMatchObject({ kind: 'failed', code: 'LIMIT_MEMORY', retryable: false });
}, 120_000);

test('refuses 4096x2304 pixels in a media process with 256 MiB, without a death', async () => {
  const outcome = await animate('h264', 256, { format: 'webp', threads: 16 });
  expect(outcome).toMatchObject({ kind: 'failed', code: 'LIMIT_MEMORY', retryable: false });
});

test('makes a small animation of 4096x2304 pixels in a media process with 512 MiB', async () => {
  const outcome = await animate('hevc', 512, { format: 'gif', threads: 16, width: 320 });
  expect(outcome).toMatchObject({ kind: 'animated', result: { width: 320, height: 180 } });
});
