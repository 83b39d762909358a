import { existsSync, mkdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layoutOf } from './layout.js';
import { makeReserve, releaseReserve, reserveSize, saysFull } from './reserve-file.js';
import { temporaryFolder } from './testing/harness.js';

test('makes a reserve file without holes, keeps it while there is space, and releases it once', async () => {
  const layout = layoutOf(temporaryFolder());
  mkdirSync(layout.root);
  await makeReserve(layout);
  const { size, blocks } = statSync(layout.reserve);
  expect(size).toBe(reserveSize(layout.root));
  expect(blocks * 512).toBeGreaterThanOrEqual(size);
  expect(releaseReserve(layout)).toBe(false);
  expect(existsSync(layout.reserve)).toBe(true);
  expect(releaseReserve(layout, true)).toBe(true);
  expect(existsSync(layout.reserve)).toBe(false);
  expect(releaseReserve(layout, true)).toBe(false);
});

test('makes no file in a folder that does not exist', async () => {
  const layout = layoutOf(temporaryFolder());
  await makeReserve(layout);
  expect(existsSync(layout.root)).toBe(false);
});

test.each([
  [Object.assign(new Error('x'), { code: 'ENOSPC' }), true],
  [Object.assign(new Error('x'), { code: 'EDQUOT' }), true],
  ['PANIC:  could not write to file "pg_wal/temp.1": No space left on device', true],
  [Object.assign(new Error('x'), { code: 'EACCES' }), false],
])('recognizes whether there is no space: %s', (error, full) => {
  expect(saysFull(error)).toBe(full);
});
