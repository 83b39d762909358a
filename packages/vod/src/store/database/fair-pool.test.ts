import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { applicationOwner, SERVICE, setOwner, workFor } from '../owner.js';
import { isAway } from './away.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database?.close());

const [loud, quiet] = [applicationOwner(1), applicationOwner(2)];
const statement = (seconds: number) => sql`select pg_sleep(${seconds})`.execute(database.db);

/** Starts statements, and records how many run at the same time. @param released they keep their connections until then */
function flood(owner: string, count: number, seconds: number, released?: Promise<void>) {
  const state = { running: 0, most: 0, ended: 0 };
  const one = () =>
    workFor(owner, () =>
      database.db.connection().execute(async (connection) => {
        state.most = Math.max(state.most, ++state.running);
        await sql`select pg_sleep(${seconds})`.execute(connection);
        await released;
        state.running--;
        state.ended++;
      }),
    );
  return { state, all: Promise.allSettled(Array.from({ length: count }, one)) };
}

test('runs the statement of an application before the 100 of another one that wait', async () => {
  const { state, all } = flood(loud, 100, 0.03);
  for (let request = 0; request < 5; request++) await workFor(quiet, () => statement(0.001));
  expect(state.ended).toBeLessThan(60);
  await all;
  expect(state.most).toBe(2);
});

test('takes the application for the owner as soon as it is known, whatever the client was before', async () => {
  const many = Array.from({ length: 12 }, (_, n) =>
    workFor(`127.0.0.${n}`, () => {
      setOwner(loud);
      return database.db.connection().execute((connection) => sql`select pg_sleep(0.1)`.execute(connection));
    }),
  );
  const { state, all } = flood(loud, 4, 0.02);
  const first = await Promise.race([...many, workFor(quiet, () => statement(0)).then(() => 'quiet')]);
  expect(first).toBe('quiet');
  await Promise.all([...many, all]);
  expect(state.most).toBeLessThanOrEqual(2);
});

test('says that no connection is free when an application waits for its own statements for too long', async () => {
  const ends = await Promise.allSettled(Array.from({ length: 4 }, () => workFor(loud, () => statement(5))));
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  expect(errors).toHaveLength(2);
  expect(errors.every(isAway)).toBe(true);
}, 20_000);

test('gives half of the connections to work of the service itself', async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { state, all } = flood(SERVICE, 8, 0.1, released);
  await vi.waitFor(() => expect(state.running).toBe(5), 10_000);
  await delay(200);
  release();
  await all;
  expect(state.most).toBe(5);
});
