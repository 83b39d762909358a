import { spawn } from 'node:child_process';
import { appendFileSync, chownSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { Connection } from './connection.js';
import { layoutOf } from './layout.js';
import { readPostmaster, usualPatience } from './postmaster.js';
import { processesIn, signal, within } from './processes.js';
import { startPostgres } from './start.js';
import { isRoot, killed, madeFolder, query, service, temporaryFolder, told } from './testing/harness.js';

async function until(isSo: () => boolean): Promise<void> {
  await within(Number.POSITIVE_INFINITY, isSo);
}

/** As users of a pool see it: errors while there is no server, then answers again. */
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

test('PostgreSQL that is killed comes back by itself, with every row that was acknowledged', async () => {
  const dataDir = await madeFolder();
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

test('a server that a killed service left behind is watched as well', async () => {
  const dataDir = await madeFolder();
  const earlier = await service({ options: { dataDir } });
  await told(earlier, ({ ready }) => ready === true);
  await killed(earlier);
  const postgres = await startPostgres({ dataDir });
  const pool = poolOf(postgres.connection);
  const { pid } = postgres;
  signal(pid as number, 'SIGKILL');
  await until(() => postgres.pid !== pid && postgres.pid !== undefined);
  await untilItAnswers(pool, 'SELECT 1');
  await postgres.stop();
});

test('service and PostgreSQL killed together: the next start has every row that was acknowledged', async () => {
  const dataDir = await madeFolder();
  for (const round of [1, 2]) {
    const child = await service({ options: { dataDir }, writes: true });
    let acked = 0;
    child.on('message', (message: { acked?: number }) => {
      acked = message.acked ?? acked;
    });
    const { pid } = await told(child, ({ ready }) => ready === true);
    await told(child, ({ acked: row }) => row === 40);
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

test('a query that does not notice the end of its server does not keep the next one away', async () => {
  const dataDir = await madeFolder();
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

test('stop ends a server that does not listen, and one that is just being started again', async () => {
  const dataDir = await madeFolder();
  const { data, run } = layoutOf(dataDir);
  const patience = { ...usualPatience, fast: 100, immediate: 100 };
  const frozen = await startPostgres({ dataDir }, { patience });
  signal(frozen.pid as number, 'SIGSTOP');
  await frozen.stop();
  expect(processesIn(data)).toEqual([]);

  const restarting = await startPostgres({ dataDir }, { patience });
  signal(restarting.pid as number, 'SIGKILL');
  await until(() => restarting.pid === undefined);
  await restarting.stop();
  expect(await restarting.exited).toBeUndefined();
  expect(processesIn(data)).toEqual([]);

  const whole = await startPostgres({ dataDir });
  expect(existsSync(join(run, '.s.PGSQL.5432'))).toBe(true);
  await whole.stop();
});

test('gives up and says why when it cannot be started any more', async () => {
  const dataDir = await madeFolder();
  const { data, claims } = layoutOf(dataDir);
  const postgres = await startPostgres({ dataDir }, { patience: { ...usualPatience, giveUp: 300 } });
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

test('lock files whose pid another process has now do not keep it from starting', async () => {
  const dataDir = await madeFolder();
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

/** What is there, in this order, while a service starts for the first time. */
const moments: [string, (root: string, unfinished: string | undefined) => boolean][] = [
  ['its folder is made', (_root, unfinished) => unfinished !== undefined],
  ['the bootstrap runs', (_root, unfinished) => has(unfinished, 'global/pg_control')],
  ['the cluster has its name', (root) => has(root, 'data')],
  ['PostgreSQL starts', (root) => readPostmaster(join(root, 'data')) !== undefined],
];

test.for(moments)('a first start that is killed when %s is made good by the next', async ([, came], { task }) => {
  const dataDir = temporaryFolder();
  const { root, data } = layoutOf(dataDir);
  const unfinished = () => {
    const name = existsSync(root) ? readdirSync(root).find((file) => file.startsWith('data.new-')) : undefined;
    return name && join(root, name);
  };
  const child = await service({ options: { dataDir } });
  await told(child, ({ starting }) => starting === true);
  while (!came(root, unfinished())) {
    await sleep(3);
  }
  const folder = unfinished();
  await killed(child);
  // initdb and PostgreSQL are groups of their own: they go on, unless they are killed as well, which every second is.
  if (moments.findIndex(([name]) => task.name.includes(name)) % 2 === 1) {
    for (const pid of [...processesIn(data), ...(folder ? processesIn(folder) : [])]) {
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
