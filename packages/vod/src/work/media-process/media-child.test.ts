import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { probe } from '@cliploop/core';
import { drawClip } from '@cliploop/testing/clip';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChildDied, MediaChild } from './media-child.js';

const main = fileURLToPath(new URL('../../../dist/work/media-process/media-child-main.js', import.meta.url));
let folder: string;
let input: string;
let child: MediaChild;
const defaults = { onProgress: () => {}, signal: new AbortController().signal, timeoutMs: 60_000 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-child-'));
  input = join(folder, 'clip.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=640x480:rate=30:duration=20'];
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', ...source, '-pix_fmt', 'yuv420p', input]);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  child = new MediaChild({ maxMemory: 2 ** 31, main });
});
afterEach(() => child.end());

const animation = (name: string, more: object = {}) =>
  ({ kind: 'animate', job: { input, output: join(folder, name), end: 1, fps: 5, ...more } }) as const;

test('runs one job after another', async () => {
  const percents: number[] = [];
  const first = await child.run(animation('a.gif'), { ...defaults, onProgress: (percent) => percents.push(percent) });
  expect(first).toMatchObject({
    kind: 'animated',
    result: { format: 'gif', width: 640, height: 480, start: 0, end: 1 },
  });
  expect(percents.every((percent) => percent >= 0 && percent <= 99)).toBe(true);
  const second = await child.run(animation('b.webp'), defaults);
  expect(second).toMatchObject({ kind: 'animated', result: { format: 'webp' } });
  expect((await stat(join(folder, 'b.webp'))).size).toBe(second.kind === 'animated' ? second.result.size : -1);
  expect(child.jobs).toBe(2);
  expect(child.alive).toBe(true);
});

test('does not make an animation with a side that is too long, and runs the next one', async () => {
  const job = animation('long.gif', { width: 320, height: 650 });
  expect(await child.run({ ...job, maxEdge: 649 }, defaults)).toEqual({ kind: 'oversized', width: 320, height: 650 });
  await expect(stat(join(folder, 'long.gif'))).rejects.toThrow('ENOENT');
  expect(await child.run({ ...job, maxEdge: 650 }, defaults)).toMatchObject({ kind: 'animated' });
  expect(child.jobs).toBe(2);
});

test('reports a failed job, and runs the next one', async () => {
  const missing = await child.run(animation('c.gif', { input: join(folder, 'nothing.mp4') }), defaults);
  expect(missing).toMatchObject({ kind: 'failed', code: 'INPUT_NOT_FOUND', retryable: false });
  expect(await child.run(animation('c.gif'), defaults)).toMatchObject({ kind: 'animated' });
});

test('names what a file is that is no video', async () => {
  const zip = join(folder, 'archive.mp4');
  await writeFile(zip, Buffer.from([0x50, 0x4b, 3, 4, ...Array(100).fill(7)]));
  const outcome = await child.run({ kind: 'probe', file: zip, maxMemory: 2 ** 30 }, defaults);
  expect(outcome).toMatchObject({ code: 'INPUT_NOT_MEDIA', message: expect.stringContaining('it is a ZIP archive') });
});

test('refuses rare formats and codecs, and reads them in the library', async () => {
  const ffmpeg = (name: string, ...codec: string[]) =>
    drawClip(join(folder, name), 'testsrc=size=64x48:rate=10:duration=1', ...codec);
  await ffmpeg('rare.avi', '-c:v', 'zmbv', '-pix_fmt', 'rgb24');
  await ffmpeg('rare.fits', '-c:v', 'fits', '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'fits');
  const refused = async (name: string) =>
    child.run({ kind: 'animate', job: { input: join(folder, name), output: join(folder, 'rare.gif') } }, defaults);
  expect(await refused('rare.avi')).toMatchObject({
    code: 'DECODER_MISSING',
    message: 'No decoder for this video: this service does not decode zmbv',
  });
  expect(await refused('rare.fits')).toMatchObject({
    code: 'DECODER_MISSING',
    message: 'No decoder for this video: this service does not read files of the format fits',
  });
  expect(await probe(join(folder, 'rare.avi'))).toMatchObject({ video: [{ codec: 'zmbv', width: 64 }] });
});

test('ends an aborted job with the code ABORTED', async () => {
  const abort = new AbortController();
  const long = child.run(animation('d.gif', { end: 0, fps: 30 }), {
    ...defaults,
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  expect(await long).toMatchObject({ kind: 'failed', code: 'ABORTED' });
  expect(child.alive).toBe(true);
});

test('reports that the process was killed, during and before a job', async () => {
  const abort = child.run(animation('e.gif', { end: 0, fps: 30 }), {
    ...defaults,
    onProgress: () => process.kill(child.pid ?? 0, 'SIGKILL'),
  });
  await expect(abort).rejects.toThrow(new ChildDied('The media process ended by SIGKILL', true));
  expect(child.alive).toBe(false);
  await expect(child.run(animation('e.gif'), defaults)).rejects.toMatchObject({ duringJob: false });
});

test('kills a process that exceeds its time limit', async () => {
  const slow = child.run(animation('f.gif', { end: 0, fps: 30 }), { ...defaults, timeoutMs: 1 });
  await expect(slow).rejects.toThrow('The media process exceeded its time limit and was killed');
});

test('kills a process that uses too much memory', async () => {
  const small = new MediaChild({ maxMemory: 2 ** 20, main });
  try {
    const greedy = small.run(animation('g.gif', { end: 0, fps: 60, width: 2000 }), defaults);
    await expect(greedy).rejects.toThrow(
      /^The media process used \d+ bytes of memory, more than the limit of 1048576, and was killed$/,
    );
  } finally {
    await small.end();
  }
});
