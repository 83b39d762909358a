import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClip } from '@cliploop/testing/clip';
import { expect, test } from 'vitest';
import { ChildLease } from './child-lease.js';

const main = fileURLToPath(new URL('../../../dist/work/media-process/media-child-main.js', import.meta.url));

test('keeps a media process for jobs of one application, and replaces it for those of another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cliploop-lease-'));
  const lease = new ChildLease({ maxMemory: 2 ** 31, main });
  const pids: (number | undefined)[] = [];
  try {
    const file = join(folder, 'clip.mp4');
    await makeClip(file);
    const options = { onProgress: () => {}, signal: new AbortController().signal, timeoutMs: 60_000 };
    for (const owner of [1, 1, 2, 1]) {
      const outcome = await lease.run(owner, { kind: 'probe', file, maxMemory: 2 ** 30 }, options);
      expect(outcome.kind).toBe('probed');
      pids.push((lease as unknown as { child: { pid?: number } }).child.pid);
    }
  } finally {
    await lease.end();
    await rm(folder, { recursive: true, force: true });
  }
  expect(pids[1]).toBe(pids[0]);
  expect(new Set(pids).size).toBe(3);
}, 60_000);
