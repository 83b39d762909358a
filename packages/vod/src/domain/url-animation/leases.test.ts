import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { Leases, sweepLeases } from './leases.js';

let database: TestDatabase;
let leases: Leases;
beforeAll(async () => {
  database = await testDatabase();
  leases = new Leases(database.db);
}, 60_000);
afterAll(() => database?.close());

const held = async (): Promise<string[]> =>
  (await database.db.selectFrom('derived_lease').select('name').orderBy('name').execute()).map(({ name }) => name);
const move = (name: string, seconds: number) =>
  sql`update derived_lease set until = now() + make_interval(secs => ${seconds}) where name = ${name}`.execute(
    database.db,
  );

test('gives a lease to one of several callers, and to the next one after its release', async () => {
  const all = await Promise.all([1, 2, 3, 4].map(() => leases.take('a')));
  const given = all.filter((lease) => lease !== undefined);
  expect(given).toHaveLength(1);
  expect(await leases.take('b')).toBeDefined();
  await given[0]?.release();
  const next = await leases.take('a');
  expect(next).toBeDefined();
  // The first release has ended already, and must not end the second lease.
  await given[0]?.release();
  expect(await leases.take('a')).toBeUndefined();
  await next?.release();
});

test.each([
  ['has expired, because its process was killed', -1],
  ['ends later than any new one, because the clock was set back', 3_600],
])('takes over a lease that %s', async (_, seconds) => {
  const name = `moved ${seconds}`;
  const first = await leases.take(name);
  await move(name, seconds);
  const second = await leases.take(name);
  expect(second).toBeDefined();
  await first?.release();
  expect(await held()).toContain(name);
  await second?.release();
});

test('deletes the leases of processes that were killed', async () => {
  await leases.take('killed');
  await leases.take('running');
  await move('killed', -1);
  await sweepLeases(database.db);
  expect(await held()).toContain('running');
  expect(await held()).not.toContain('killed');
});
