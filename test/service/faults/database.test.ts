import { chownSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveRunAs } from '@cliploop/postgres/internals';
import { type Client, refusal } from '@cliploop/testing/client';
import { missing as missingPostgres, PostgresServer } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { SmallDisk } from '@cliploop/testing/small-disk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const missing = missingPostgres(18) ?? SmallDisk.missing();

describe.skipIf(missing)(`a database that cannot be written${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let folder: string;
  let postgres: PostgresServer;
  let server: ServerProcess;
  let api: Client;
  let disk: SmallDisk;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cliploop-database-'));
    postgres = await PostgresServer.start(18);
    const url = await postgres.database('vod');
    server = new ServerProcess(join(folder, 'data'), { DATABASE_URL: url, CLIPLOOP_LOG_LEVEL: 'info' });
    api = await server.up();
  }, 60_000);
  afterAll(async () => {
    await server?.end('SIGTERM');
    await postgres?.close();
    disk?.remove();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const readiness = async (): Promise<string> => (await fetch(`${server.origin}/readyz`)).text();
  const create = (name: string) => api.CreateClass({ ParentId: -1, ClassName: name });
  const reconnected = (): Promise<unknown> =>
    postgres.query('postgres', "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'vod'");

  test('says that the database is read-only, and works again when it is not', async () => {
    await postgres.query('postgres', 'alter database vod set default_transaction_read_only = on');
    await reconnected();
    const said =
      'ServiceUnavailable: The database is read-only. Try again after the operator of the service has made it writable';
    await expect.poll(() => refusal(create('a')), { timeout: 10_000 }).toBe(said);
    await expect.poll(readiness).toBe('{"status":"database read-only"}');
    expect((await api.DescribeAllClass({})).ClassInfoSet).toHaveLength(1);
    await postgres.query('postgres', 'alter database vod reset default_transaction_read_only');
    await reconnected();
    await expect.poll(readiness, { timeout: 15_000 }).toBe('{"status":"ok"}');
    expect(await refusal(create('a'))).toBe('accepted');
    expect(server.log.filter((line) => line.includes('"condition":"database read-only"'))).toHaveLength(2);
  }, 60_000);

  test('says why the database cannot be used although it answers, and works again when it can', async () => {
    const from = server.log.length;
    await postgres.query('vod', 'alter schema public rename to other');
    expect(await refusal(create('b'))).toMatch(/^InternalError: /);
    await expect.poll(readiness).toBe('{"status":"no database"}');
    await expect.poll(() => server.log.slice(from).join()).toContain('the database has no tables of the service');
    await postgres.query('vod', 'alter schema other rename to public');
    await expect.poll(readiness, { timeout: 15_000 }).toBe('{"status":"ok"}');
    expect(await refusal(create('b'))).toBe('accepted');
    const lines = () => server.log.slice(from).filter((line) => line.includes('"condition":"no database"'));
    await expect.poll(() => lines().map((line) => JSON.parse(line).level)).toEqual([40, 30]);
  }, 60_000);

  test('says that the disk of the database is full, and works again when it is not', async () => {
    disk = SmallDisk.make(48);
    const { uid, gid } = resolveRunAs(undefined, undefined, disk.folder);
    chownSync(disk.folder, uid, gid);
    await server.end('SIGTERM');
    await postgres.query('postgres', `create tablespace small location '${disk.folder}'`);
    await postgres.query('postgres', 'alter database vod set tablespace small');
    api = await server.up();
    await expect.poll(readiness).toBe('{"status":"ok"}');
    disk.fill(0);
    const said =
      'ServiceUnavailable: The disk of the database is full. Try again after the operator of the service has made space';
    let last = '';
    for (let n = 0; n < 400 && last !== said; n++) last = await refusal(create(`n${n}`.padEnd(60, 'x')));
    expect(last).toBe(said);
    await expect.poll(readiness).toBe('{"status":"database full"}');
    expect((await api.DescribeAllClass({})).ClassInfoSet?.length).toBeGreaterThan(1);
    disk.empty();
    await expect.poll(readiness, { timeout: 15_000 }).toBe('{"status":"ok"}');
    expect(await refusal(create('z'))).toBe('accepted');
  }, 60_000);
});
