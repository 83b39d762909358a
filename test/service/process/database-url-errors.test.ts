import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@cliploop/vod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Config, readConfig } from '../../apps/server/src/config.ts';
import { ServerProcess } from '../../apps/server/src/testing/process.ts';
import { oldPostgres } from './old-postgres.ts';
import { freePort, missing, PostgresServer } from './postgres-server.ts';

let folder: string;
let postgres: PostgresServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cliploop-database-errors-'));
  if (missing(18) === undefined) postgres = await PostgresServer.start(18);
});
afterAll(async () => {
  await postgres?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Why the service does not get its database. */
async function refusal(DATABASE_URL: string): Promise<string> {
  const config = readConfig(['--data', join(folder, 'data')], { DATABASE_URL }) as Config;
  const log = { info: () => {}, warn: () => {} } as unknown as Parameters<typeof openStore>[1];
  const opened = await openStore(config, log).catch((error: Error) => error.message);
  if (typeof opened === 'string') return opened;
  await opened.close();
  return 'it was opened';
}

test('the service says why it does not start, in one line and without the password', async () => {
  const port = await freePort();
  const server = new ServerProcess(join(folder, 'data'), {
    DATABASE_URL: `postgresql://admin:fakepassword@127.0.0.1:${port}/media`,
    CLIPLOOP_LOG_LEVEL: 'trace',
  });
  await expect(server.up()).rejects.toThrow('the service ended with status 1');
  expect(server.log).toEqual([
    `cliploop-server: DATABASE_URL: no PostgreSQL answers (connect ECONNREFUSED 127.0.0.1:${port})`,
  ]);
});

test('a name that does not exist', async () => {
  expect(await refusal('postgresql://admin:fakepassword@nowhere.invalid/media')).toMatch(
    /^DATABASE_URL: (the host name is unknown|the host name cannot be resolved) \(getaddrinfo E\w+ nowhere\.invalid\)$/,
  );
});

test('a URL that is none', async () => {
  expect(await refusal('postgresql://admin:fake#password@127.0.0.1/media')).toBe(
    'DATABASE_URL: the URL is not valid; write special characters in its parts as %XX (Invalid URL)',
  );
});

test('a PostgreSQL that is too old', async () => {
  const old = await oldPostgres();
  expect(await refusal(old.url)).toBe('DATABASE_URL: PostgreSQL 13 or newer is needed, and this is version 12.');
  await old.close();
});

test.skipIf(missing(18))('a wrong password, and a database that does not exist', async () => {
  expect(await refusal(postgres.url('postgres', 'admin', 'fakewrongpassword'))).toBe(
    'DATABASE_URL: PostgreSQL rejects the user or the password (password authentication failed for user "admin")',
  );
  expect(await refusal(postgres.url('absent'))).toBe(
    'DATABASE_URL: the database does not exist; create it first (database "absent" does not exist)',
  );
});

test.skipIf(missing(18))('users who may only read, or not make schemas', async () => {
  const password = 'fakereaderpassword';
  const rights =
    'DATABASE_URL: its user cannot create tables and schemas; grant it CREATE on the database and on its schema public';
  await postgres.database('closed');
  for (const sql of [
    `create role reader login password '${password}'`,
    `create role maker login password '${password}'`,
    `create role frozen login superuser password '${password}'`,
    'alter role frozen set default_transaction_read_only = on',
  ]) {
    await postgres.query('closed', sql);
  }
  await postgres.query('closed', 'grant create on schema public to maker');
  expect(await refusal(postgres.url('closed', 'reader', password))).toBe(`${rights} (user reader)`);
  expect(await refusal(postgres.url('closed', 'maker', password))).toBe(`${rights} (user maker)`);
  expect(await refusal(postgres.url('closed', 'frozen', password))).toBe(
    `${rights} (cannot execute CREATE TABLE in a read-only transaction)`,
  );
  // With the schemas there, it is the tables that cannot be made.
  await postgres.query('closed', 'create schema pgboss');
  expect(await refusal(postgres.url('closed', 'reader', password))).toBe(
    `${rights} (permission denied for schema public)`,
  );
});
