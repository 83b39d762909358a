import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Signals } from '../../store/signal/signals.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { ChangeLog, everything } from './change-log.js';
import { Changes, type Followed, type FollowOptions } from './changes.js';
import type { Position } from './position.js';
import { sweepChanges } from './sweep.js';

let database: TestDatabase;
let signals: Signals;
let changes: Changes;
let log: ChangeLog;
const appId = 1_500_000_001;
const otherId = 1_500_000_002;
const ending: AbortController[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const row = { name: '', description: '', status: 'On' as const };
  await database.db
    .insertInto('application')
    .values([appId, otherId].map((sub_app_id) => ({ ...row, sub_app_id })))
    .execute();
  // Without the interval, only notifications wake the feed.
  signals = new Signals({ pool: database.pool, warn: () => {} }, 60_000);
  signals.start();
  changes = new Changes(database.db, signals, () => {}, { heartbeatMs: 60_000, pauseMs: 5 });
  log = new ChangeLog(database.db);
}, 60_000);
beforeEach(() => {
  for (const one of ending.splice(0)) one.abort();
});
afterAll(async () => {
  changes?.feed.close();
  await signals?.stop();
  await database?.close();
});

function follow(options: Partial<FollowOptions> = {}): AsyncGenerator<Followed> {
  const end = new AbortController();
  ending.push(end);
  return changes.follow({ scope: everything, signal: end.signal, ...options });
}

async function next(stream: AsyncGenerator<Followed>): Promise<Followed> {
  const { value, done } = await stream.next();
  if (done) throw new Error('the stream has ended');
  return value;
}

const classNamed = (name: string, sub_app_id = appId) =>
  database.db
    .insertInto('media_class')
    .values({ sub_app_id, parent_id: -1, name })
    .returning('class_id')
    .executeTakeFirstOrThrow()
    .then(({ class_id }) => String(class_id));

const idsOf = (one: Followed) => (one.kind === 'changes' ? one.changes.map(({ id }) => id) : [one.kind]);

/** The position after all changes. Transactions in other databases of the test run may be open, so that it is known only later. */
async function settled(): Promise<Position> {
  for (;;) {
    const position = await log.position();
    const { rows } = await sql<{
      isAfter: boolean;
    }>`select transaction_id < pg_snapshot_xmin(${position}::pg_snapshot) as "isAfter"
      from change order by transaction_id desc limit 1`.execute(database.db);
    if (rows[0]?.isAfter) return position;
    await delay(20);
  }
}

/** Reads until nothing new comes before `ready`. */
async function missedAfter(after: string, scope = everything): Promise<string[]> {
  const stream = follow({ after, scope });
  const ids: string[] = [];
  for (;;) {
    const one = await next(stream);
    ids.push(...idsOf(one));
    if (one.kind === 'changes') continue;
    await stream.return(undefined);
    return ids;
  }
}

test('gives changes to all followers, with one read for all of them', async () => {
  const streams = [follow(), follow(), follow({ scope: { applications: [otherId], common: false } })] as const;
  for (const stream of streams) expect((await next(stream)).kind).toBe('ready');
  const got = streams.map(next);
  const id = await classNamed('one');
  expect(await got[0]).toMatchObject({ changes: [{ noun: 'class', id, kind: 'created', subAppId: appId }] });
  expect(idsOf(await (got[1] as Promise<Followed>))).toEqual([id]);
  const other = await classNamed('other', otherId);
  expect(idsOf(await (got[2] as Promise<Followed>))).toEqual([other]);
});

test('continues after the position of the client, also when it is that of an earlier batch', async () => {
  const start = await settled();
  const ids = [await classNamed('a'), await classNamed('b')];
  expect(await missedAfter(start)).toEqual([...ids, 'ready']);
  const between = await settled();
  const last = await classNamed('c');
  expect(await missedAfter(between)).toEqual([last, 'ready']);
  expect(await missedAfter(start, { applications: [otherId], common: true })).toEqual(['ready']);
});

test('misses no change of a transaction that commits late, and does not wait for one that stays open', async () => {
  const start = await settled();
  let late = '';
  let committed = '';
  await database.db.transaction().execute(async (trx) => {
    const row = { sub_app_id: appId, parent_id: -1, name: 'late' };
    late = String(
      (await trx.insertInto('media_class').values(row).returning('class_id').executeTakeFirstOrThrow()).class_id,
    );
    committed = await classNamed('committed');
    expect(await missedAfter(start)).toEqual([committed, 'ready']);
  });
  expect(new Set(await missedAfter(start))).toEqual(new Set([late, committed, 'ready']));
});

test('gives a change of an open transaction after the commit to those that are connected', async () => {
  const stream = follow();
  await next(stream);
  const opened = new AbortController();
  const end = new AbortController();
  const late = database.db.transaction().execute(async (trx) => {
    await trx.insertInto('media_class').values({ sub_app_id: appId, parent_id: -1, name: 'later' }).execute();
    opened.abort();
    await once(end.signal, 'abort');
  });
  if (!opened.signal.aborted) await once(opened.signal, 'abort');
  const got = next(stream);
  const id = await classNamed('sooner');
  const first = await got;
  expect(idsOf(first)).toEqual([id]);
  end.abort();
  await late;
  expect(idsOf(await next(stream))).toHaveLength(1);
  await stream.return(undefined);
  // The position before the commit of the first transaction still has it ahead.
  const ids = await missedAfter(first.kind === 'changes' ? first.position : '');
  expect(ids).toHaveLength(2);
});

test('says when older changes are gone, and continues from now on', async () => {
  const start = await settled();
  for (let n = 0; n < 4; n++) await classNamed(`row ${n}`);
  expect(await sweepChanges(database.db, { rows: 2 })).toBeGreaterThan(0);
  const stream = follow({ after: start });
  expect((await next(stream)).kind).toBe('reset');
  const got = next(stream);
  const id = await classNamed('after');
  expect(idsOf(await got)).toEqual([id]);
  expect(await missedAfter('no position')).toEqual(['reset']);
});

test('keeps the last row when it deletes old changes, so that a quiet service does not reset its clients', async () => {
  await classNamed('last');
  const start = await settled();
  await sweepChanges(database.db, { seconds: 0 });
  expect((await database.db.selectFrom('change').selectAll().execute()).length).toBeGreaterThan(0);
  expect(await missedAfter(start)).toEqual(['ready']);
});

test('resets clients of a database that was restored from a backup of another PostgreSQL', async () => {
  const ahead = '9000000000000000000:9000000000000000000:';
  expect(await missedAfter(ahead)).toEqual(['reset']);
  await sql`insert into change (transaction_id, noun, id, kind) values ('9000000000000000000', 'task', 'x', 'created')`.execute(
    database.db,
  );
  await sweepChanges(database.db);
  const { rows } = await sql<{ count: number }>`select count(*) from change where id = 'x'`.execute(database.db);
  expect(rows[0]?.count).toBe(0);
});

test('reads many missed changes page by page', async () => {
  const start = await settled();
  await sql`insert into media_class (sub_app_id, parent_id, name) select ${otherId}::bigint, -1, 'many ' || n
    from generate_series(1, 2500) as n`.execute(database.db);
  const ids = await missedAfter(start);
  expect(new Set(ids).size).toBe(2501);
});

test('ends with its signal, and stops reading when nobody follows', async () => {
  const end = new AbortController();
  const stream = follow({ signal: end.signal });
  await next(stream);
  const last = stream.next();
  end.abort();
  expect((await last).done).toBe(true);
});

test('gives a sign of life to a client without changes', async () => {
  const quiet = new Changes(database.db, signals, () => {}, { heartbeatMs: 10 });
  const end = new AbortController();
  const stream = quiet.follow({ scope: { applications: [], common: false }, signal: end.signal });
  expect([await next(stream), await next(stream), await next(stream)].map(({ kind }) => kind)).toEqual([
    ...['ready', 'heartbeat', 'heartbeat'],
  ]);
  end.abort();
  expect((await stream.next()).done).toBe(true);
  expect(quiet.feed.size).toBe(0);
});

test('gives nothing to a client that has gone before', async () => {
  expect((await follow({ signal: AbortSignal.abort() }).next()).done).toBe(true);
});

test('is written by a role whose search path has changed, as in a restore of a backup', async () => {
  const start = await settled();
  await database.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(trx);
    await sql`set local search_path = ''`.execute(trx);
    await sql`insert into ${sql.id(rows[0]?.schema ?? '', 'media_class')} (sub_app_id, class_id, parent_id, name)
      values (${appId}, 777777, -1, 'restored')`.execute(trx);
  });
  expect(await missedAfter(start)).toEqual(['777777', 'ready']);
});
