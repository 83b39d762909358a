import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bigClip } from '../fixtures/big.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { type AnimateOptions, animate, probe } from '../support/engine.ts';
import { FileServer } from '../support/file-server.ts';
import { type Footprint, footprint, leftOver } from '../support/footprint.ts';
import { tempDir } from '../support/temp.ts';

/** Milliseconds from the abort until the promise rejects, and until the threads, sockets and files of the job are released. */
const REJECT_MS = 100;
const GONE_MS = 500;

let before: Footprint;
beforeAll(async () => {
  // A separate temporary folder, so that files of other processes do not count.
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'cliploop-test-'));
  // Resources that Node keeps (its thread pool, the loaded addon) exist before the first measurement.
  await Promise.all([animate({ input: await plainClip(), duration: 0.2 }), bigClip()]);
  const server = await FileServer.open(await plainClip());
  await animate({ input: server.url, duration: 0.2 });
  await server.close();
  await sleep(300);
  before = footprint();
});
afterAll(() => rmSync(tmpdir(), { recursive: true, force: true }));

/** Starts a job, aborts it after `ms`, and checks that it rejects in time and leaves nothing behind. */
async function abortAfter(ms: number, start: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const controller = new AbortController();
  const job = start(controller.signal).then(
    () => 'finished',
    (error: { code?: string; name?: string }) => error,
  );
  await sleep(ms);
  const aborted = performance.now();
  controller.abort();
  const outcome = await job;
  const late = performance.now() - aborted;
  expect(outcome).toMatchObject({ code: 'ABORTED', name: 'AbortError' });
  expect(late).toBeLessThan(REJECT_MS);
  expect(await leftOver(before, GONE_MS - late)).toEqual([]);
}

// Other load on the machine can delay the abort, so that one good run of three is enough.
describe('abort signal', { retry: 2 }, () => {
  test('stops a job before it begins', async () => {
    await expect(animate({ input: await plainClip(), signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(await leftOver(before, GONE_MS)).toEqual([]);
  });

  test.each([
    ['sends nothing', 0],
    ['stops in the header', 1000],
    ['stops in the frames', 60_000],
  ] as const)('stops while a server %s', async (_, stallAfter) => {
    const server = await FileServer.open(await bigClip(), { stallAfter });
    onTestFinished(() => server.close());
    before = footprint(); // includes the socket of this server
    await abortAfter(300, (signal) => animate({ input: server.url, fps: 10, width: 320, signal }));
    expect(await server.connections()).toBe(0);
  });

  test('stops probing a server that stalls', async () => {
    const server = await FileServer.open(await bigClip(), { stallAfter: 500 });
    onTestFinished(() => server.close());
    before = footprint();
    await abortAfter(200, (signal) => probe(server.url, { signal }));
  });

  test('stops while a stream delivers nothing', async () => {
    const silent = new Readable({ read: () => undefined });
    await abortAfter(100, (signal) => animate({ input: silent, signal }));
    expect(silent.destroyed).toBe(true);
  });

  test.each([20, 60, 150, 400, 900])('stops decoding and encoding after %d ms', async (ms) => {
    for (const format of ['gif', 'webp'] as const) {
      const folder = tempDir();
      const input = await bigClip();
      await abortAfter(ms, (signal) => animate({ input, output: join(folder, `x.${format}`), fps: 30, signal }));
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('stops a long seek inside a group of pictures', async () => {
    const input = await bigClip();
    await abortAfter(60, (signal) => animate({ input, start: 9.5, duration: 0.4, fps: 10, width: 160, signal }));
  });

  test.each(['gif', 'webp'] as const)('stops while a Writable does not accept the output (%s)', async (format) => {
    const stuck = new Writable({ highWaterMark: 1, write: () => undefined });
    const input = await plainClip();
    await abortAfter(800, (signal) => animate({ input, format, output: stuck, fps: 25, signal }));
    expect(stuck.destroyed).toBe(true);
  });

  test('stops inside one slow WebP frame', async () => {
    const options: Partial<AnimateOptions> = { width: 1920, quality: 100, format: 'webp', fps: 30, threads: 1 };
    const input = await bigClip();
    await abortAfter(700, (signal) => animate({ input, ...options, signal }));
  });

  test('stops four jobs at once', async () => {
    const input = await bigClip();
    await abortAfter(300, (signal) =>
      Promise.all([1, 2, 3, 4].map(() => animate({ input, fps: 10, width: 640, signal }))),
    );
  });

  test('changes nothing after the end of the job', async () => {
    const controller = new AbortController();
    const result = await animate({ input: await plainClip(), duration: 0.2, signal: controller.signal });
    controller.abort();
    expect(result.frames).toBeGreaterThan(0);
  });
});

test('leaves no job behind when a listener throws', async () => {
  const input = await bigClip();
  const failure = new Error('thrown by the listener');
  await expect(
    animate({
      input,
      fps: 10,
      width: 480,
      onProgress: () => {
        throw failure;
      },
    }),
  ).rejects.toBe(failure);
  expect(await leftOver(before, GONE_MS)).toEqual([]);
});

test('frees frames over 4 megapixels within 3 s', { retry: 2 }, async () => {
  const input = await bigClip();
  const controller = new AbortController();
  const job = animate({ input, width: 4096, format: 'webp', quality: 100, fps: 30, signal: controller.signal }).catch(
    (error) => error,
  );
  await sleep(1500);
  const aborted = performance.now();
  controller.abort();
  expect(await job).toMatchObject({ code: 'ABORTED' });
  expect(performance.now() - aborted).toBeLessThan(REJECT_MS);
  expect(await leftOver(before, 3000)).toEqual([]);
});
