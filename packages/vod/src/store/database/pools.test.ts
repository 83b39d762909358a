import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { applicationOwner, workFor } from '../owner.js';
import { isAway, isBusy } from './away.js';
import { openDatabase } from './database.js';
import { createPool, poolLimits } from './pools.js';
import { hangingProxy } from './testing/hanging-proxy.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database?.close());

const short = { max: 2, wait: 2_000, statement: 1_000, lock: 500 };

function poolOf(connectionString: string, limits = short) {
  const pool = createPool({ connectionString }, limits, () => {});
  onTestFinished(() => pool.close());
  return pool;
}

/** @returns the error and how long it took, ms */
async function failure(work: () => Promise<unknown>): Promise<{ error: Error & { code?: string }; ms: number }> {
  const since = performance.now();
  try {
    await work();
  } catch (error) {
    return { error: error as Error, ms: performance.now() - since };
  }
  throw new Error('succeeded');
}

test('has connections for all kinds of work within the limit of the embedded PostgreSQL', () => {
  const connections = Object.values(poolLimits).reduce((sum, { max }) => sum + max, 0);
  // One receives notifications, and one is opened by a ping.
  expect(connections + 2).toBe(29);
});

test('cancels a statement that runs too long, and keeps the connection', async () => {
  const pool = poolOf(database.url);
  const { error } = await failure(() => pool.query('select pg_sleep(30)'));
  expect(error).toMatchObject({ code: '57014' });
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('gives up a wait for a lock', async () => {
  const pool = poolOf(database.url);
  await database.db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(12)`.execute(trx);
    const { error } = await failure(() => pool.query('select pg_advisory_xact_lock(12)'));
    expect(error).toMatchObject({ code: '55P03' });
    expect(isBusy(error)).toBe(true);
  });
});

test('gives up a wait for a free connection', async () => {
  const pool = poolOf(database.url, { ...short, wait: 500, statement: 5_000 });
  const busy = [1, 2].map(() => pool.query('select pg_sleep(2)'));
  const { error, ms } = await failure(() => pool.query('select 1'));
  expect([isAway(error), isBusy(error)]).toEqual([true, true]);
  expect(ms).toBeLessThan(1_900);
  await Promise.all(busy);
});

test('answers requests while searches use all of their connections', async () => {
  const search = () => failure(() => sql`select pg_sleep(60)`.execute(database.search));
  const slow = Array.from({ length: 20 }, (_, n) => workFor(applicationOwner(n), search));
  const since = performance.now();
  for (let request = 0; request < 20; request++) await sql`select 1`.execute(database.db);
  await sql`select 1`.execute(database.worker);
  await database.ping();
  expect(performance.now() - since).toBeLessThan(3_000);
  const failures = await Promise.all(slow);
  const canceled = failures.filter(({ error }) => error.code === '57014');
  expect(canceled).toHaveLength(poolLimits.search.max);
  expect(failures.filter(({ error }) => isAway(error))).toHaveLength(20 - poolLimits.search.max);
}, 30_000);

test('fails within seconds when the network loses all packets, recovers, and leaves no connection', async () => {
  const proxy = await hangingProxy(database.url);
  onTestFinished(() => proxy.close());
  const pool = poolOf(proxy.url);
  await Promise.all([pool.query('select pg_sleep(0.05)'), pool.query('select pg_sleep(0.05)')]);
  expect(proxy.connections).toBe(2);
  proxy.hang();
  for (let round = 0; round < 2; round++) {
    const failures = await Promise.all(Array.from({ length: 6 }, () => failure(() => pool.query('select 1'))));
    for (const { error, ms } of failures) {
      expect(isAway(error)).toBe(true);
      expect(ms).toBeLessThan(8_000);
    }
  }
  proxy.resume();
  await expect
    .poll(
      () =>
        pool.query('select 1').then(
          () => 'answers',
          () => 'fails',
        ),
      { timeout: 10_000 },
    )
    .toBe('answers');
  await expect.poll(() => proxy.connections, { timeout: 30_000 }).toBeLessThanOrEqual(short.max);
}, 60_000);

test('does not give a connection to the next transaction after one that got no answer', async () => {
  const proxy = await hangingProxy(database.url);
  onTestFinished(() => proxy.close());
  const opened = await openDatabase(
    { connectionString: proxy.url, query_timeout: 1_500, connectionTimeoutMillis: 2_000 },
    () => {},
  );
  onTestFinished(() => opened.close());
  await sql`select 1`.execute(opened.db);
  const { error } = await failure(() =>
    opened.db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      proxy.hang();
      await sql`select 2`.execute(trx);
    }),
  );
  expect(isAway(error)).toBe(true);
  proxy.resume();
  const { rows } = await sql<{ two: number }>`select 2 as two`.execute(opened.db);
  expect(rows).toEqual([{ two: 2 }]);
  await expect.poll(() => proxy.connections).toBe(1);
}, 30_000);

test('closes within seconds when PostgreSQL does not answer', async () => {
  const proxy = await hangingProxy(database.url);
  onTestFinished(() => proxy.close());
  const opened = await openDatabase({ connectionString: proxy.url }, () => {});
  await Promise.all([opened.ping(), sql`select 1`.execute(opened.worker)]);
  proxy.hang();
  const since = performance.now();
  await opened.close();
  expect(performance.now() - since).toBeLessThan(5_000);
  await expect.poll(() => proxy.connections).toBe(0);
}, 30_000);

test('reads times and numbers as they are, and keeps idle connections, whatever the administrator has set for the role', async () => {
  const changed = {
    datestyle: 'German',
    intervalstyle: 'sql_standard',
    timezone: 'Asia/Kathmandu',
    extra_float_digits: '-10',
    standard_conforming_strings: 'off',
    default_transaction_isolation: 'serializable',
    idle_session_timeout: '100ms',
  };
  const name = new URL(database.url).pathname.slice(1);
  const alter = (of: string) => sql.raw(`alter database ${name} ${of}`).execute(database.db);
  for (const [setting, value] of Object.entries(changed)) await alter(`set ${setting} = '${value}'`);
  onTestFinished(async () => {
    await alter('reset all');
  });
  const pool = poolOf(database.url);
  const errors: Error[] = [];
  pool.on('error', (error) => errors.push(error));
  const { rows } = await pool.query(
    `select timestamptz '2026-03-04T05:06:07Z' as time, 0.1::float8 + 0.2::float8 as sum, '\\n' as text,
      current_setting('transaction_isolation') as isolation`,
  );
  const time = new Date('2026-03-04T05:06:07Z');
  expect(rows).toEqual([{ time, sum: 0.1 + 0.2, text: '\\n', isolation: 'read committed' }]);
  await delay(300);
  await pool.query('select 1');
  expect(errors).toEqual([]);
});
