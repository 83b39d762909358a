import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChildDied, MediaChild } from './media-child.js';

const main = fileURLToPath(new URL('../../../dist/work/media-process/media-child-main.js', import.meta.url));
let folder: string;
let input: string;
let child: MediaChild;
const free = { onProgress: () => {}, signal: new AbortController().signal, patience: 60_000 };

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

test('one job after another, each with its result', async () => {
  const heard: number[] = [];
  const first = await child.run(animation('a.gif'), { ...free, onProgress: (percent) => heard.push(percent) });
  expect(first).toMatchObject({
    kind: 'animated',
    result: { format: 'gif', width: 640, height: 480, start: 0, end: 1 },
  });
  expect(heard.every((percent) => percent >= 0 && percent <= 99)).toBe(true);
  const second = await child.run(animation('b.webp'), free);
  expect(second).toMatchObject({ kind: 'animated', result: { format: 'webp' } });
  expect((await stat(join(folder, 'b.webp'))).size).toBe(second.kind === 'animated' ? second.result.size : -1);
  expect(child.jobs).toBe(2);
  expect(child.alive).toBe(true);
});

test('what is wrong with a job is an answer, and the next one runs', async () => {
  const missing = await child.run(animation('c.gif', { input: join(folder, 'nothing.mp4') }), free);
  expect(missing).toMatchObject({ kind: 'failed', code: 'INPUT_NOT_FOUND', retryable: false });
  expect(await child.run(animation('c.gif'), free)).toMatchObject({ kind: 'animated' });
});

test('an aborted job ends as such', async () => {
  const abort = new AbortController();
  const long = child.run(animation('d.gif', { end: 0, fps: 30 }), {
    ...free,
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  expect(await long).toMatchObject({ kind: 'failed', code: 'ABORTED' });
  expect(child.alive).toBe(true);
});

test('a child that is killed says so, before and while it works', async () => {
  const abort = child.run(animation('e.gif', { end: 0, fps: 30 }), {
    ...free,
    onProgress: () => process.kill(child.pid ?? 0, 'SIGKILL'),
  });
  await expect(abort).rejects.toThrow(new ChildDied('The media process ended by SIGKILL', true));
  expect(child.alive).toBe(false);
  await expect(child.run(animation('e.gif'), free)).rejects.toMatchObject({ atWork: false });
});

test('a child that does not end in time is ended', async () => {
  const slow = child.run(animation('f.gif', { end: 0, fps: 30 }), { ...free, patience: 1 });
  await expect(slow).rejects.toThrow('The media process did not end in time, and was ended');
});

test('a child that takes too much memory is ended', async () => {
  const small = new MediaChild({ maxMemory: 2 ** 20, main });
  try {
    const greedy = small.run(animation('g.gif', { end: 0, fps: 60, width: 2000 }), free);
    await expect(greedy).rejects.toThrow(
      /^The media process used \d+ bytes of memory, more than the 1048576 that it may/,
    );
  } finally {
    await small.end();
  }
});
