import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aptGetWaiting } from './apt.js';

const locked = {
  status: 100,
  output: 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 12 (apt-get)\n',
};
const fine = { status: 0, output: '' };

/** @type {string[]} */
let lines = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('aptGetWaiting', () => {
  it('repeats apt-get until the lock is free, and prints one line', async () => {
    const aptGet = vi.fn().mockResolvedValueOnce(locked).mockResolvedValueOnce(locked).mockResolvedValue(fine);
    expect(await aptGetWaiting(aptGet, ['update'], { pollMs: 1 })).toBe(fine);
    expect(aptGet.mock.calls).toEqual([[['update']], [['update']], [['update']]]);
    expect(lines).toEqual([
      'Waiting for apt: apt-get (process 12) holds /var/lib/apt/lists/lock (giving up after 10 minutes)\n',
    ]);
  });

  it('gives up after the limit and names the holder', async () => {
    const aptGet = vi.fn().mockResolvedValue(locked);
    await expect(aptGetWaiting(aptGet, ['update'], { limitMs: 0 })).rejects.toThrow(
      'apt-get (process 12) holds /var/lib/apt/lists/lock, and did not release it within 0 minutes.',
    );
    expect(aptGet).toHaveBeenCalledTimes(1);
  });

  it('returns other failures immediately', async () => {
    const failed = { status: 100, output: 'E: Unable to locate package cmake\n' };
    const aptGet = vi.fn().mockResolvedValue(failed);
    expect(await aptGetWaiting(aptGet, ['install'])).toBe(failed);
    expect(lines).toEqual([]);
  });
});
