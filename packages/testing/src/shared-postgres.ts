import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresServer, query } from './postgres-server.js';

/** How long to wait for a server that another process starts, ms. */
const START_TIMEOUT_MS = 120_000;
/** How long a server may take to stop, ms. */
const STOP_TIMEOUT_MS = 20_000;

/** The database that databases of tests are copied from. */
export const template = 'cliploop_template';

/**
 * The PostgreSQL in a folder, which the first process that calls this starts.
 * @param prepare creates the schema in the template, and closes its connections
 * @returns the URL of a superuser in the database `postgres`
 */
export async function sharedPostgres(folder: string, prepare: (url: string) => Promise<void>): Promise<string> {
  const file = join(folder, 'url');
  for (const end = performance.now() + START_TIMEOUT_MS; !existsSync(file); await delay(50)) {
    if (isFirst(folder)) await start(folder, file, prepare);
    if (performance.now() > end) throw new Error(`The PostgreSQL in ${folder} did not start`);
  }
  return readFileSync(file, 'utf8');
}

const lockOf = (folder: string): string => join(folder, 'starting');

function isFirst(folder: string): boolean {
  try {
    mkdirSync(lockOf(folder));
    return true;
  } catch {
    return false;
  }
}

async function start(folder: string, file: string, prepare: (url: string) => Promise<void>): Promise<void> {
  try {
    const settings = {
      max_connections: 400,
      shared_buffers: '64MB',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: 0,
      // Like the embedded PostgreSQL of the service.
      client_connection_check_interval: '2s',
      timezone: 'UTC',
    };
    const server = await PostgresServer.start(18, { folder: join(folder, 'server'), detached: true, settings });
    guard(folder);
    const url = server.url('postgres');
    await query(url, `create database ${template}`);
    await prepare(urlOfDatabase(url, template));
    writeFileSync(`${file}.new`, url, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    await stopServer(folder);
    rmSync(join(folder, 'server'), { recursive: true, force: true });
    rmSync(lockOf(folder), { recursive: true });
    throw error;
  }
}

/** Names the process whose end also ends the server, when that process cannot stop it. */
export function setOwner(folder: string, pid: number): void {
  writeFileSync(ownerOf(folder), String(pid));
}

const ownerOf = (folder: string): string => join(folder, 'owner');

/** Stops the server and deletes the folder when the owner is killed. */
function guard(folder: string): void {
  if (!existsSync(ownerOf(folder))) return;
  const script =
    'while kill -0 "$1" 2>/dev/null; do sleep 1; done; [ -d "$3" ] && kill -INT "$2"; sleep 2; rm -rf "$3"';
  const args = [readFileSync(ownerOf(folder), 'utf8'), String(processIn(folder)), folder];
  spawn('/bin/sh', ['-c', script, 'sh', ...args], { detached: true, stdio: 'ignore', cwd: '/' }).unref();
}

function processIn(folder: string): number {
  return Number.parseInt(readFileSync(pidFile(folder), 'utf8'), 10);
}

const pidFile = (folder: string): string => join(folder, 'server/data/postmaster.pid');

/** Stops the PostgreSQL in a folder, if there is one, and deletes the folder. */
export async function stopSharedPostgres(folder: string): Promise<void> {
  await stopServer(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function stopServer(folder: string): Promise<void> {
  const file = pidFile(folder);
  if (!existsSync(file)) return;
  const pid = processIn(folder);
  for (const end = performance.now() + STOP_TIMEOUT_MS; existsSync(file); await delay(20)) {
    // Fast shutdown: ends all sessions. A server that crashed leaves its file.
    if (!interrupt(pid)) return;
    if (performance.now() > end) throw new Error(`PostgreSQL (process ${pid}) did not stop`);
  }
}

/** @returns whether the process exists */
function interrupt(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGINT');
  } catch {
    return false;
  }
}

/** The URL of another database of the same server. */
export function urlOfDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
