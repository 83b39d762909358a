import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blackPng } from '@cliploop/testing/black-png';
import { makeClip } from '@cliploop/testing/clip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProbeError, type ProbeLimits, Prober } from './prober.js';

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const main = script('../../../dist/work/media-process/media-child-main.js');
let folder: string;
let clip: string;
/** A picture within all limits, which takes long to decode. */
let slow: string;
let prober: Prober;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-prober-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  slow = join(folder, 'slow.png');
  await writeFile(slow, blackPng(8192, 4320, 16));
  prober = new Prober({ memory: 2 ** 31, main });
}, 60_000);
afterAll(async () => {
  await prober?.end();
  await rm(folder, { recursive: true, force: true });
});

test('probes several files at the same time, one of which is not a media file', async () => {
  const text = join(folder, 'text.mp4');
  await writeFile(text, 'no media');
  const results = await Promise.allSettled([clip, text, clip].map((file) => prober.probe(file, 1)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[0]).toMatchObject({ value: { video: [{ codedWidth: 320, codedHeight: 240 }] } });
  const { reason } = results[1] as PromiseRejectedResult;
  expect(reason).toBeInstanceOf(ProbeError);
  expect(reason.code).toBe('INPUT_NOT_MEDIA');
  expect(reason.message).not.toContain(folder);
});

test('reports a crash of the decoder as an error of the file', async () => {
  const small = new Prober({ memory: 0, main: script('./testing/dying-child.js') });
  try {
    await expect(small.probe(clip, 1)).rejects.toThrow(
      new ProbeError('DECODER_DIED', 'The decoder crashed on this file, which is probably damaged', true),
    );
  } finally {
    await small.end();
  }
});

test('reports a probe that exceeds the memory limit of the process, and not as damage', async () => {
  const small = new Prober({ memory: 2 ** 20, main: script('./testing/stuck-child.js') });
  try {
    await expect(small.probe(clip, 1)).rejects.toMatchObject({
      code: 'LIMIT_MEMORY',
      message: 'The source needs more memory than this service allows',
      retryable: false,
    });
  } finally {
    await small.end();
  }
});

const limits: ProbeLimits = { cpu: 10, cpuPerGib: 0, time: 60, timePerGib: 0 };

test('probes the file of another application before those of one with many slow files', async () => {
  const ended: string[] = [];
  const probe = (file: string, subAppId: number, name: string) =>
    prober.probe(file, subAppId).then(() => ended.push(name));
  // On a slow machine, the last of them are refused because they waited too long.
  const flood = Promise.allSettled(Array.from({ length: 5 }, (_, n) => probe(slow, 1, `slow ${n}`)));
  await probe(clip, 2, 'other');
  expect(ended).toEqual(['other']);
  const reasons = (await flood).flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  expect(reasons.length).toBeLessThan(5);
  for (const reason of reasons) expect(String(reason)).toContain('no free slot');
}, 120_000);

test('uses the same media process after it refused a file', async () => {
  const one = new Prober({ memory: 2 ** 31, main, slots: 1 });
  const pids = () =>
    [...(one as unknown as { pool: { idle: Map<{ pid: number }, unknown> } }).pool.idle.keys()].map(({ pid }) => pid);
  try {
    await one.probe(clip, 1);
    const before = pids();
    for (const [n, content] of ['', 'no media', '#EXTM3U\na.ts\n', '<MPD/>'].entries()) {
      const refused = join(folder, `refused-${n}`);
      await writeFile(refused, content);
      await expect(one.probe(refused, 1)).rejects.toBeInstanceOf(ProbeError);
    }
    expect(pids()).toEqual(before);
    expect(before.length).toBe(1);
  } finally {
    await one.end();
  }
});

test('never reads the files of two applications in the same media process', async () => {
  const two = new Prober({ memory: 2 ** 31, main, slots: 2 });
  const idle = () =>
    [...(two as unknown as { pool: { idle: Map<{ pid: number }, { subAppId: number }> } }).pool.idle.entries()].map(
      ([{ pid }, { subAppId }]) => `${subAppId} ${pid}`,
    );
  try {
    await two.probe(clip, 1);
    await two.probe(clip, 2);
    const before = idle();
    expect(new Set(before.map((text) => text.split(' ')[1])).size).toBe(2);
    await two.probe(clip, 1);
    await two.probe(clip, 2);
    expect(idle()).toEqual(before);
    await two.probe(clip, 3);
    expect(idle()).toEqual([before[1], expect.stringMatching(/^3 /)]);
  } finally {
    await two.end();
  }
}, 30_000);

test('ends a probe that exceeds the limit of CPU time, and names the file as the cause', async () => {
  const strict = new Prober({ memory: 2 ** 31, main, limits: { ...limits, cpu: 0.2 } });
  try {
    await expect(strict.probe(slow, 1)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'The source takes more than 0.2 s of CPU time to read, which is the limit for its size',
      retryable: false,
    });
    expect((await strict.probe(clip, 1)).video).toHaveLength(1);
  } finally {
    await strict.end();
  }
}, 30_000);

test('does not count the CPU time of earlier files of the same media process', async () => {
  const strict = new Prober({ memory: 2 ** 31, main, slots: 1, limits: { ...limits, cpu: 1 } });
  try {
    for (let n = 0; n < 40; n++) expect((await strict.probe(clip, 1)).video).toHaveLength(1);
  } finally {
    await strict.end();
  }
}, 60_000);

test.each([
  ['a probe that does not end', './testing/stuck-child.js'],
  ['a media process that does not start', './testing/silent-child.js'],
])('ends %s, which may succeed later', async (_, main) => {
  const stuck = new Prober({ memory: 2 ** 31, main: script(main), limits: { ...limits, time: 0.5 } });
  try {
    await expect(stuck.probe(clip, 1)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'The source takes more than 0.5 s to read, which is the limit for its size',
      retryable: true,
    });
  } finally {
    await stuck.end();
  }
});

test('refuses files of an application that has too many waiting ones', async () => {
  const stuck = new Prober({ memory: 2 ** 31, main: script('./testing/stuck-child.js'), slots: 1, maxWaiting: 2 });
  const waiting = [1, 2, 3].map(() => stuck.probe(clip, 7).catch(() => {}));
  await expect(stuck.probe(clip, 7)).rejects.toMatchObject({
    code: 'PROBES_BUSY',
    message: 'Application 7 has too many files that wait to be read (2 others wait already); try again later',
    retryable: true,
  });
  await stuck.end();
  await Promise.all(waiting);
});
