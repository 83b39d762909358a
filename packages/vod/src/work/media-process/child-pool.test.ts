import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClip } from '@cliploop/testing/clip';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { LaneFull } from '../../store/lanes.js';
import { ChildPool, type ChildPoolOptions, PoolClosed } from './child-pool.js';

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const main = script('../../../dist/work/media-process/media-child-main.js');
let folder: string;
let file: string;
let pool: ChildPool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-pool-'));
  file = join(folder, 'clip.mp4');
  await makeClip(file);
}, 60_000);
afterEach(() => pool?.end());
afterAll(() => rm(folder, { recursive: true, force: true }));

function open(options: Partial<ChildPoolOptions>): ChildPool {
  pool = new ChildPool({ memory: 2 ** 31, slots: 2, maxWaiting: 1, maxWaitMs: 20_000, niceness: 0, main, ...options });
  return pool;
}

const pidOf = (of: 'spare' | 'idle'): number | undefined => {
  const inner = pool as unknown as { spare?: { child: { pid: number } }; idle: Map<{ pid: number }, unknown> };
  return of === 'spare' ? inner.spare?.child.pid : [...inner.idle.keys()].at(-1)?.pid;
};
const isAlive = (pid: number | undefined): boolean => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

const probe = (subAppId: number, signal?: AbortSignal) =>
  pool.run({
    ...{ subAppId, work: { kind: 'probe', file, maxMemory: 2 ** 30 }, cpuLimit: 10, timeLimit: 20 },
    ...(signal && { signal }),
  });

test('keeps a media process ready, which the next application gets', async () => {
  open({ spare: true });
  await probe(1);
  const [first, spare] = [pidOf('idle'), pidOf('spare')];
  expect([isAlive(first), isAlive(spare), first === spare]).toEqual([true, true, false]);
  await probe(2);
  expect(pidOf('idle')).toBe(spare);
  await pool.end();
  await expect.poll(() => [first, spare, pidOf('spare')].some(isAlive)).toBe(false);
}, 30_000);

test('starts none in advance otherwise', async () => {
  open({});
  await probe(1);
  expect(pidOf('spare')).toBeUndefined();
}, 30_000);

test('ends the media process of an aborted job, and frees its place', async () => {
  open({ slots: 1, main: script('./testing/stuck-child.js') });
  const stop = new AbortController();
  const stuck = probe(1, stop.signal);
  const waiting = new AbortController();
  const second = probe(1, waiting.signal);
  await expect(probe(1)).rejects.toThrow(LaneFull);
  waiting.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  stop.abort();
  // The process does not react, so it is killed.
  expect(await stuck).toMatchObject({ kind: 'failed', code: 'ABORTED' });
  expect(pidOf('idle')).toBeUndefined();
}, 30_000);

test('refuses work after its end', async () => {
  await open({}).end();
  await expect(probe(1)).rejects.toThrow(PoolClosed);
});
