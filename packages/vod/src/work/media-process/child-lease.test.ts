import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClip } from '@cliploop/testing/clip';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChildLease } from './child-lease.js';

const pidOf = (lease: ChildLease) => (lease as unknown as { child: { pid?: number } }).child.pid;
const main = fileURLToPath(new URL('../../../dist/work/media-process/media-child-main.js', import.meta.url));

const keeping = fileURLToPath(new URL('./testing/keeping-child.js', import.meta.url));
const options = { onProgress: () => {}, signal: new AbortController().signal, timeoutMs: 60_000 };

/** Deleted files that a process keeps open. */
function kept(pid: number | undefined): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder)
    .map((fd) => join(folder, fd))
    .filter((path) => readlinkSync(path).endsWith('(deleted)'));
}

describe('a media process that keeps files open', () => {
  let folder: string;
  let input: string;
  let lease: ChildLease;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cliploop-lease-'));
    input = join(folder, 'source');
    await writeFile(input, 'source');
    lease = new ChildLease({ maxMemory: 2 ** 31, main: keeping });
  });
  afterEach(async () => {
    await lease.end();
    await rm(folder, { recursive: true, force: true });
  });

  const animate = (owner = 1) =>
    lease.run(owner, { kind: 'animate', job: { input, output: join(folder, 'a.gif') } }, options);

  test('keeps no space of an output after its job', async () => {
    await animate();
    const files = kept(pidOf(lease));
    expect(files).toHaveLength(1);
    expect(files.map((path) => statSync(path).blocks)).toEqual([0]);
  });

  test('is replaced between jobs when space is needed, and the next job waits for the new one', async () => {
    await animate();
    const before = pidOf(lease);
    const refreshed = [lease.refresh(), lease.refresh()];
    expect(await animate()).toMatchObject({ kind: 'failed', message: 'kept' });
    await Promise.all(refreshed);
    expect(pidOf(lease)).not.toBe(before);
    expect(existsSync(`/proc/${before}`)).toBe(false);
    expect(kept(pidOf(lease))).toHaveLength(1);
  });

  test('is not replaced during a job, nor before its first one', async () => {
    const before = pidOf(lease);
    await lease.refresh();
    expect(pidOf(lease)).toBe(before);
    const running = animate();
    await lease.refresh();
    expect(await running).toMatchObject({ kind: 'failed', message: 'kept' });
    expect(pidOf(lease)).toBe(before);
  });

  test('is ended with the lease, also while it is replaced', async () => {
    await animate();
    const refreshed = lease.refresh();
    await lease.end();
    await refreshed;
    expect(existsSync(`/proc/${pidOf(lease)}`)).toBe(false);
  });
});

test('keeps a media process for jobs of one application, and replaces it for those of another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cliploop-lease-'));
  const lease = new ChildLease({ maxMemory: 2 ** 31, main });
  const pids: (number | undefined)[] = [];
  try {
    const file = join(folder, 'clip.mp4');
    await makeClip(file);
    for (const owner of [1, 1, 2, 1]) {
      const outcome = await lease.run(owner, { kind: 'probe', file, maxMemory: 2 ** 30 }, options);
      expect(outcome.kind).toBe('probed');
      pids.push(pidOf(lease));
    }
  } finally {
    await lease.end();
    await rm(folder, { recursive: true, force: true });
  }
  expect(pids[1]).toBe(pids[0]);
  expect(new Set(pids).size).toBe(3);
}, 60_000);
