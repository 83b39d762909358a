import type { StatsFs } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Conditions } from './conditions.js';
import { DiskSpace, NoSpace } from './disk-space.js';
import { defaultReserve } from './measure.js';

const MIB = 2 ** 20;

/** A disk of 100 MiB with a reserve of 10 MiB. */
async function disk(change: { files?: number; reserve?: number } = {}) {
  const state = { free: 50 * MIB, ffree: 1_000, probe: undefined as Error | undefined };
  const lines: string[] = [];
  const conditions = new Conditions({ info: (_, line) => lines.push(line), warn: (_, line) => lines.push(line) });
  const statfs = async (): Promise<StatsFs> => {
    const { free, ffree } = state;
    return {
      type: 0,
      bsize: 1,
      blocks: 100 * MIB,
      bfree: free,
      bavail: free,
      files: change.files ?? 0,
      ffree,
    } as StatsFs;
  };
  const probe = async () => {
    if (state.probe) throw state.probe;
  };
  const space = await DiskSpace.open({
    folders: ['/data'],
    reserve: change.reserve ?? 10 * MIB,
    conditions,
    probe,
    statfs,
    pauseMs: 5,
    observedMs: 20,
  });
  onTestFinished(() => space.stop());
  const becomes = (full: boolean) => vi.waitFor(() => expect(space.full).toBe(full));
  return { state, space, lines, conditions, becomes };
}

test('refuses below the reserve, ends only when a tenth more is free, and says each once', async () => {
  const { state, space, lines, becomes } = await disk();
  space.check();
  state.free = 10 * MIB - 1;
  await becomes(true);
  expect(() => space.check()).toThrow(NoSpace);
  state.free = 10.5 * MIB;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(space.full).toBe(true);
  state.free = 11 * MIB;
  await becomes(false);
  space.check();
  expect(lines).toEqual([
    expect.stringMatching(
      /^The disk of \/data is full: 10 MiB free of the 10 MiB that --reserve keeps\. .* Delete media/,
    ),
    'the disk of /data has space again (11 MiB free)',
  ]);
});

test('refuses a writer that does not fit, although others do', async () => {
  const { space } = await disk();
  expect(() => space.hold(41 * MIB)).toThrow('41 MiB do not fit');
  space.hold(30 * MIB).release();
  expect(space.full).toBe(false);
});

test('counts what writers have announced and written between two measurements', async () => {
  const { space } = await disk();
  const first = space.hold(30 * MIB);
  expect(() => space.check(11 * MIB)).toThrow(NoSpace);
  first.release();
  space.check(11 * MIB);
});

test('does not let an announced size alone block the others', async () => {
  const { space } = await disk({ reserve: 1 * MIB });
  const holds = [space.hold(45 * MIB)];
  // Only a part of what is announced counts against others.
  holds.push(space.hold(10 * MIB));
  for (const hold of holds) hold.release();
  space.check(45 * MIB);
});

test('stops a writer of unknown size at the reserve', async () => {
  const { space, state } = await disk();
  const hold = space.hold();
  state.free = 12 * MIB;
  await vi.waitFor(() => expect(space.free).toBe(12 * MIB));
  expect(() => {
    for (let n = 0; n < 20; n++) hold.wrote(MIB);
  }).toThrow(NoSpace);
});

test('refuses when the inodes are used up', async () => {
  const { state, space, lines, becomes } = await disk({ files: 10_000 });
  state.ffree = 100;
  await becomes(true);
  expect(lines[0]).toContain('only 100 inodes free');
  state.ffree = 1_000;
  await becomes(false);
  space.check();
});

test.each(['ENOSPC', 'EDQUOT'])(
  'refuses after a writer got %s although space is measured, until a file can be written',
  async (code) => {
    const { state, space, lines, becomes } = await disk();
    const error = Object.assign(new Error(code), { code, syscall: 'write' });
    state.probe = error;
    space.observe(error);
    expect(space.full).toBe(true);
    expect(lines[0]).toContain('probably by a quota');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(space.full).toBe(true);
    state.probe = undefined;
    await becomes(false);
  },
);

test.each([
  [2 ** 40, 2_048],
  [20 * 2 ** 30, 1_024],
  [2 * 2 ** 30, 256],
  [64 * MIB, 16],
])('keeps a part of a disk of %s bytes free by default', (total, mib) => {
  expect(defaultReserve(total)).toBe(mib * MIB);
});
