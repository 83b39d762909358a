import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryFolder, missing, PostgresServer, query } from './postgres-server.js';

/** How long to wait for the server that another process starts, ms. */
const START_TIMEOUT_MS = 120_000;
const TEMPLATE = 'cliploop_template';

/** The PostgreSQL of a test run. */
export interface SharedPostgres {
  /** URL of a superuser in the database `postgres`. */
  readonly url: string;
  /** Name of the database that databases of tests are copied from. */
  readonly template: string;
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL of a test run and makes its template.
 *
 * `CLIPLOOP_TEST_POSTGRES` may name a folder: then the first run starts the server in it, the others use that one, and
 * whoever made the folder stops the server (process id in `data/postmaster.pid`).
 *
 * @param prepare creates the schema in the database with this URL, and closes its connections
 * @returns undefined where the embedded PostgreSQL does not exist
 */
export async function startSharedPostgres(
  prepare: (url: string) => Promise<void>,
): Promise<SharedPostgres | undefined> {
  if (missing(18) !== undefined) return undefined;
  const shared = process.env.CLIPLOOP_TEST_POSTGRES;
  if (shared === undefined || shared === '') {
    const server = await startServer(mkdtempSync(join(memoryFolder(), 'cliploop-test-postgres-')), false);
    try {
      await makeTemplate(server.url('postgres'), prepare);
    } catch (error) {
      await server.close();
      throw error;
    }
    return { url: server.url('postgres'), template: TEMPLATE, stop: () => server.close() };
  }
  return { url: await sharedUrl(shared, prepare), template: TEMPLATE, stop: async () => {} };
}

async function sharedUrl(folder: string, prepare: (url: string) => Promise<void>): Promise<string> {
  const file = join(folder, 'url');
  if (isFirst(folder)) {
    const server = await startServer(folder, true);
    await makeTemplate(server.url('postgres'), prepare);
    writeFileSync(`${file}.new`, server.url('postgres'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  for (const end = performance.now() + START_TIMEOUT_MS; !existsSync(file); await delay(50)) {
    if (performance.now() > end) throw new Error(`The PostgreSQL in ${folder} did not start`);
  }
  return readFileSync(file, 'utf8');
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'starting'));
    return true;
  } catch {
    return false;
  }
}

function startServer(folder: string, detached: boolean): Promise<PostgresServer> {
  const settings = {
    max_connections: 400,
    shared_buffers: '64MB',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: 0,
    // As the embedded PostgreSQL of the service.
    client_connection_check_interval: '2s',
    timezone: 'UTC',
  };
  return PostgresServer.start(18, { folder, detached, settings });
}

async function makeTemplate(admin: string, prepare: (url: string) => Promise<void>): Promise<void> {
  await query(admin, `create database ${TEMPLATE}`);
  await prepare(urlOfDatabase(admin, TEMPLATE));
}

/** The URL of another database of the same server. */
export function urlOfDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
