import { spawn } from 'node:child_process';
import { appendFileSync, chownSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { Connection } from './connection.js';
import { layoutOf } from './layout.js';
import { defaultTimeouts, readPostmaster } from './postmaster.js';
import { processesWithCwd, signal, waitUntil } from './processes.js';
import { startPostgres } from './start.js';
import { clusterFolder, isRoot, killed, messageWhere, query, service, temporaryFolder } from './testing/harness.js';

async function until(isSo: () => boolean): Promise<void> {
  await waitUntil(Number.POSITIVE_INFINITY, isSo);
}

/** Repeats a query of a pool until it succeeds: it fails while no server is running. */
async function untilItAnswers(pool: pg.Pool, sql: string): Promise<pg.QueryResult> {
  for (;;) {
    try {
      return await pool.query(sql);
    } catch {
      await sleep(20);
    }
  }
}

function poolOf(connection: Connection): pg.Pool {
  const pool = new pg.Pool({ ...connection, max: 2 });
  pool.on('error', () => {});
  onTestFinished(() => pool.end());
  return pool;
}

test('restarts a PostgreSQL that was killed, and keeps every acknowledged row', async () => {
  const dataDir = await clusterFolder();
  const postgres = await startPostgres({ dataDir });
  const pool = poolOf(postgres.connection);
  await pool.query('CREATE TABLE rows (n int PRIMARY KEY)');
  const acked: number[] = [];
  let n = 0;
  for (const wanted of [50, 100, 150]) {
    while (acked.length < wanted) {
      n += 1;
      await pool.query('INSERT INTO rows VALUES ($1)', [n]);
      acked.push(n);
    }
    const { pid } = postgres;
    const writing = Array.from({ length: 20 }, async () => {
      n += 1;
      const row = n;
      await pool.query('INSERT INTO rows VALUES ($1)', [row]);
      acked.push(row);
    });
    signal(pid as number, 'SIGKILL');
    await Promise.allSettled(writing);
    await until(() => postgres.pid !== pid && postgres.pid !== undefined);
    await untilItAnswers(pool, 'SELECT 1');
  }
  const kept = (await pool.query('SELECT n FROM rows')).rows.map((row) => row.n as number);
  expect(acked.filter((row) => !kept.includes(row))).toEqual([]);
  expect(acked.length).toBeGreaterThanOrEqual(150);
  await postgres.stop();
});

test('restarts a server that a killed service left running', async () => {
  const dataDir = await clusterFolder();
  const earlier = await service({ options: { dataDir } });
  await messageWhere(earlier, ({ ready }) => ready === true);
  await killed(earlier);
  const postgres = await startPostgres({ dataDir });
  const pool = poolOf(postgres.connection);
  const { pid } = postgres;
  signal(pid as number, 'SIGKILL');
  await until(() => postgres.pid !== pid && postgres.pid !== undefined);
  await untilItAnswers(pool, 'SELECT 1');
  await postgres.stop();
});

test('keeps every acknowledged row when service and PostgreSQL are killed together', async () => {
  const dataDir = await clusterFolder();
  for (const round of [1, 2]) {
    const child = await service({ options: { dataDir }, writes: true });
    let acked = 0;
    child.on('message', (message: { acked?: number }) => {
      acked = message.acked ?? acked;
    });
    const { pid } = await messageWhere(child, ({ ready }) => ready === true);
    await messageWhere(child, ({ acked: row }) => row === 40);
    const [first, second] = round === 1 ? [pid as number, child.pid as number] : [child.pid as number, pid as number];
    signal(first, 'SIGKILL');
    signal(second, 'SIGKILL');
    await killed(child);
    const postgres = await startPostgres({ dataDir });
    const [row] = await query(postgres.connection, 'SELECT count(*)::int AS n, max(n) AS last FROM rows');
    expect(row?.n).toBe(row?.last);
    expect(row?.n).toBeGreaterThanOrEqual(acked);
    await query(postgres.connection, 'DROP TABLE rows');
    await postgres.stop();
  }
});

test('restarts while a query of the killed server is still running', async () => {
  const dataDir = await clusterFolder();
  const postgres = await startPostgres({ dataDir });
  const pool = poolOf(postgres.connection);
  const series = 'generate_series(1, 100000)';
  const busy = pool.query(`SELECT count(*) FROM ${series} a, ${series} b`).catch(() => 'ended');
  const isBusy = async () =>
    (await pool.query("SELECT 1 FROM pg_stat_activity WHERE state = 'active'")).rows.length > 1;
  while (!(await isBusy())) {
    await sleep(20);
  }
  signal(postgres.pid as number, 'SIGKILL');
  expect(await busy).toBe('ended');
  await untilItAnswers(pool, 'SELECT 1');
  await postgres.stop();
});

test('stops a server that does not respond, and one that is restarting', async () => {
  const dataDir = await clusterFolder();
  const { data, run } = layoutOf(dataDir);
  const timeouts = { ...defaultTimeouts, fast: 100, immediate: 100 };
  const frozen = await startPostgres({ dataDir }, { timeouts });
  signal(frozen.pid as number, 'SIGSTOP');
  await frozen.stop();
  expect(processesWithCwd(data)).toEqual([]);

  const restarting = await startPostgres({ dataDir }, { timeouts });
  signal(restarting.pid as number, 'SIGKILL');
  await until(() => restarting.pid === undefined);
  await restarting.stop();
  expect(await restarting.exited).toBeUndefined();
  expect(processesWithCwd(data)).toEqual([]);

  const whole = await startPostgres({ dataDir });
  expect(existsSync(join(run, '.s.PGSQL.5432'))).toBe(true);
  await whole.stop();
});

test('gives up and reports the reason when a restart fails', async () => {
  const dataDir = await clusterFolder();
  const { data, claims } = layoutOf(dataDir);
  const postgres = await startPostgres({ dataDir }, { timeouts: { ...defaultTimeouts, giveUp: 300 } });
  const conf = join(data, 'postgresql.conf');
  appendFileSync(conf, 'no_such_setting = 1\n');
  signal(postgres.pid as number, 'SIGKILL');
  const error = await postgres.exited;
  expect(error).toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('no_such_setting') });
  expect(postgres.pid).toBeUndefined();
  expect(readdirSync(claims)).toEqual([]);
  await postgres.stop();

  writeFileSync(conf, readFileSync(conf, 'utf8').replace('no_such_setting = 1', ''));
  await (await startPostgres({ dataDir })).stop();
});

test('starts when another process has the pid in a lock file', async () => {
  const dataDir = await clusterFolder();
  const { data, run } = layoutOf(dataDir);
  const { uid, gid } = statSync(data);
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', ...(isRoot ? { uid, gid } : {}) });
  onTestFinished(() => void stranger.kill('SIGKILL'));
  for (const file of [join(data, 'postmaster.pid'), join(run, '.s.PGSQL.5432.lock')]) {
    writeFileSync(file, `${stranger.pid}\n${data}\n1\n5432\n../run\n\n  1 1\nready   \n`);
    if (isRoot) {
      chownSync(file, uid, gid);
    }
  }
  const postgres = await startPostgres({ dataDir });
  expect(postgres.attached).toBe(false);
  expect(stranger.exitCode).toBeNull();
  await postgres.stop();
});

/** Stages of the first start of a service, in order. */
const moments: [string, (root: string, unfinished: string | undefined) => boolean][] = [
  ['creates its folder', (_root, unfinished) => unfinished !== undefined],
  ['runs initdb', (_root, unfinished) => has(unfinished, 'global/pg_control')],
  ['has renamed the cluster', (root) => has(root, 'data')],
  ['starts PostgreSQL', (root) => readPostmaster(join(root, 'data')) !== undefined],
];

test.for(moments)('starts after a first start that was killed when it %s', async ([, isReached], { task }) => {
  const dataDir = temporaryFolder();
  const { root, data } = layoutOf(dataDir);
  const unfinished = () => {
    const name = existsSync(root) ? readdirSync(root).find((file) => file.startsWith('data.new-')) : undefined;
    return name && join(root, name);
  };
  const child = await service({ options: { dataDir } });
  await messageWhere(child, ({ starting }) => starting === true);
  while (!isReached(root, unfinished())) {
    await sleep(3);
  }
  const folder = unfinished();
  await killed(child);
  // initdb and PostgreSQL run in their own process groups and survive. Every second test kills them as well.
  if (moments.findIndex(([name]) => task.name.includes(name)) % 2 === 1) {
    for (const pid of [...processesWithCwd(data), ...(folder ? processesWithCwd(folder) : [])]) {
      signal(pid, 'SIGKILL');
    }
  }
  const postgres = await startPostgres({ dataDir });
  expect(await query(postgres.connection, 'SELECT current_database() AS name')).toEqual([{ name: 'cliploop' }]);
  expect(unfinished()).toBeUndefined();
  await postgres.stop();
});

function has(folder: string | undefined, path: string): boolean {
  return folder !== undefined && existsSync(join(folder, path));
}
