import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bigClip } from '../fixtures/big.ts';
import { output } from '../support/run.ts';

interface Lateness {
  ticks: number;
  /** Milliseconds. */
  p99: number;
  /** Milliseconds. */
  worst: number;
}

// Other load on the machine can only increase the delay, so that one good run of three is enough.
test.each(['gif', 'webp'])('keeps the event loop free while it makes a 1080p %s', { retry: 2 }, async (format) => {
  const child = join(import.meta.dirname, 'latency-child.mjs');
  const late: Lateness = JSON.parse((await output(process.execPath, [child, await bigClip(), format])).toString());
  expect(late.ticks).toBeGreaterThanOrEqual(500);
  expect(late.p99).toBeLessThanOrEqual(15);
  expect(late.worst).toBeLessThan(100);
});
