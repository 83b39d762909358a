import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, missing, PostgresServer } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../support/service.ts';
import { oldPostgres } from './old-postgres.ts';

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

/** The error of a service that starts with this database. */
async function startError(DATABASE_URL: string): Promise<string> {
  const started = await startService({ DATABASE_URL }).catch((error: Error) => error.message);
  if (typeof started === 'string') return started;
  await started.close();
  return 'the service started';
}

test('prints one line without the password when no PostgreSQL answers', async () => {
  const port = await freePort();
  const server = new ServerProcess(join(folder, 'data'), {
    DATABASE_URL: `postgresql://admin:fakepassword@127.0.0.1:${port}/media`,
    CLIPLOOP_LOG_LEVEL: 'trace',
  });
  await expect(server.up()).rejects.toThrow('the service ended with status 1');
  expect(server.log).toEqual([
    `cliploop-server: DATABASE_URL: PostgreSQL does not answer (connect ECONNREFUSED 127.0.0.1:${port})`,
  ]);
});

test('refuses a host name that does not resolve', async () => {
  expect(await startError('postgresql://admin:fakepassword@nowhere.invalid/media')).toMatch(
    /^DATABASE_URL: (the host name is unknown|the host name cannot be resolved) \(getaddrinfo E\w+ nowhere\.invalid\)$/,
  );
});

test('refuses a malformed URL', async () => {
  expect(await startError('postgresql://admin:fake#password@127.0.0.1/media')).toBe(
    'DATABASE_URL: the URL is not valid; write special characters in its parts as %XX (Invalid URL)',
  );
});

test('refuses PostgreSQL 12', async () => {
  const old = await oldPostgres();
  expect(await startError(old.url)).toBe('DATABASE_URL: PostgreSQL must be version 13 or newer, got 12');
  await old.close();
});

test.skipIf(missing(18))('refuses a wrong password and a missing database', async () => {
  expect(await startError(postgres.url('postgres', 'admin', 'fakewrongpassword'))).toBe(
    'DATABASE_URL: PostgreSQL rejects the user or the password (password authentication failed for user "admin")',
  );
  expect(await startError(postgres.url('absent'))).toBe(
    'DATABASE_URL: the database does not exist; create it first (database "absent" does not exist)',
  );
});

test.skipIf(missing(18))('refuses a new database that cannot hold every text', async () => {
  await postgres.query('postgres', "create database latin template template0 encoding 'LATIN1'");
  expect(await startError(postgres.url('latin'))).toBe(
    'DATABASE_URL: the database has the encoding LATIN1. It cannot hold every text; create the database with ' +
      '"template template0 encoding \'UTF8\'"',
  );
});

test.skipIf(missing(18))('refuses users that cannot create tables', async () => {
  const password = 'fakereaderpassword';
  const rights =
    'DATABASE_URL: the database user cannot create tables or may not use them; grant it CREATE on the schema public of the database, ' +
    'and make it the owner of the tables';
  await postgres.database('closed');
  for (const sql of [
    `create role reader login password '${password}'`,
    `create role frozen login superuser password '${password}'`,
    'alter role frozen set default_transaction_read_only = on',
  ]) {
    await postgres.query('closed', sql);
  }
  expect(await startError(postgres.url('closed', 'reader', password))).toBe(
    `${rights} (permission denied for schema public)`,
  );
  expect(await startError(postgres.url('closed', 'frozen', password))).toBe(
    'DATABASE_URL: the database is read-only; use the primary server, or reset default_transaction_read_only (cannot execute CREATE TABLE in a read-only transaction)',
  );
});
