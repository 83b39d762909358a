import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClip } from '@cliploop/testing/clip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProbeError, Prober } from './prober.js';

const main = fileURLToPath(new URL('../../../dist/work/media-process/media-child-main.js', import.meta.url));
let folder: string;
let clip: string;
let prober: Prober;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-prober-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  prober = new Prober({ memory: 2 ** 31, main });
}, 60_000);
afterAll(async () => {
  await prober?.end();
  await rm(folder, { recursive: true, force: true });
});

test('probes several files at the same time, one of which is not a media file', async () => {
  const text = join(folder, 'text.mp4');
  await writeFile(text, 'no media');
  const results = await Promise.allSettled([clip, text, clip].map((file) => prober.probe(file)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[0]).toMatchObject({ value: { video: [{ codedWidth: 320, codedHeight: 240 }] } });
  const { reason } = results[1] as PromiseRejectedResult;
  expect(reason).toBeInstanceOf(ProbeError);
  expect(reason.code).toBe('INPUT_NOT_MEDIA');
  expect(reason.message).not.toContain(folder);
});

test('reports a crash of the decoder as an error of the file', async () => {
  const small = new Prober({ memory: 0, main: fileURLToPath(new URL('./testing/dying-child.js', import.meta.url)) });
  try {
    await expect(small.probe(clip)).rejects.toThrow(
      new ProbeError('DECODER_DIED', 'The decoder crashed on this file, which is probably damaged', true),
    );
  } finally {
    await small.end();
  }
});

test('reports a probe that exceeds the memory limit of the process, and not as damage', async () => {
  const main = fileURLToPath(new URL('./testing/stuck-child.js', import.meta.url));
  const small = new Prober({ memory: 2 ** 20, main });
  try {
    await expect(small.probe(clip)).rejects.toMatchObject({
      code: 'LIMIT_MEMORY',
      message: 'The source needs more memory than this service allows',
      retryable: false,
    });
  } finally {
    await small.end();
  }
});
