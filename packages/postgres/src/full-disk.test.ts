import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Connection } from './connection.js';
import { layoutOf } from './layout.js';
import { readPostmaster } from './postmaster.js';
import { processesWithCwd, signal, waitUntil } from './processes.js';
import { reserveSize } from './reserve-file.js';
import { runningPostgres } from './running.js';
import { startPostgres } from './start.js';
import { clusterFolder, mayMount, query, smallDisk } from './testing/harness.js';
import { oldCluster } from './testing/old-cluster.js';

const MIB = 1024 * 1024;

test.runIf(mayMount)('says that the disk is full when a cluster of an older version cannot recover', async () => {
  const { folder, fill, empty } = smallDisk(160);
  await oldCluster(folder);
  await end(folder, 'SIGKILL');
  fill(0);
  await expectFull(folder);
  empty();
  const postgres = await startPostgres({ dataDir: folder });
  expect(await query(postgres.connection, 'select name from newest')).toEqual([{ name: 'kept' }]);
  await postgres.stop();
});

test.runIf(mayMount)('says that the disk is full when a cluster of an older version cannot be upgraded', async () => {
  const { folder, fill, empty } = smallDisk(160);
  await oldCluster(folder);
  // As after a first start that was killed. A new database needs more space than a start.
  const connection = runningPostgres(folder) as Connection;
  await query({ ...connection, database: 'postgres' }, 'drop database cliploop');
  await end(folder, 'SIGINT');
  fill(3 * MIB);
  await expectFull(folder);
  empty();
  await (await startPostgres({ dataDir: folder })).stop();
});

async function end(folder: string, name: NodeJS.Signals): Promise<void> {
  const { data } = layoutOf(folder);
  signal(readPostmaster(data)?.pid as number, name);
  expect(await waitUntil(10_000, () => processesWithCwd(data).length === 0)).toBe(true);
}

async function expectFull(dataDir: string): Promise<void> {
  await expect(startPostgres({ dataDir })).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringMatching(/^The disk of .* is full \(\d+ MiB free\), .* Free at least 32 MiB: /),
  });
}

test.runIf(mayMount).each([0, 1, 20])(
  'says that the disk is full when there is no cluster and %i MiB are free, and leaves nothing behind',
  async (free) => {
    const { folder, fill, empty } = smallDisk(160);
    const dataDir = join(folder, 'data');
    fill(free * MIB);
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('Free at least 96 MiB: '),
    });
    const { root, data } = layoutOf(dataDir);
    expect(existsSync(data)).toBe(false);
    expect(existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('data')) : []).toEqual([]);
    empty();
    if (free === 0) {
      await (await startPostgres({ dataDir })).stop();
    }
  },
);

test.runIf(mayMount)('makes the reserve file again as soon as there is space', async () => {
  const { folder, fill, empty } = smallDisk(200);
  await clusterFolder(folder);
  const { reserve } = layoutOf(folder);
  fill(2 * reserveSize(folder) - MIB);
  const postgres = await startPostgres({ dataDir: folder });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(existsSync(reserve)).toBe(false);
  empty();
  expect(await waitUntil(15_000, () => existsSync(reserve))).toBe(true);
  await postgres.stop();
  expect(readdirSync(layoutOf(folder).root)).not.toContain('reserve.new');
});
