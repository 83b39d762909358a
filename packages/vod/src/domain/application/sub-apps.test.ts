import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { Applications } from './applications.js';
import { SubApps } from './sub-apps.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database?.close());

test('skips ids of the sequence that are taken, for example by the main application', async () => {
  const { rows } = await sql<{ next: number }>`select nextval('sub_app_id') as next`.execute(database.db);
  const next = rows[0]?.next ?? 0;
  const taken = { sub_app_id: next + 1, name: '', description: '', status: 'On' } as const;
  await database.db.insertInto('application').values(taken).execute();
  await Applications.open(database.db, next + 3);
  const subApps = new SubApps(database.db, next + 3);
  expect([await subApps.create('a', ''), await subApps.create('b', '')]).toEqual([next + 2, next + 4]);
  const { total, page } = await subApps.list({ offset: 0, limit: 3 });
  expect([total, page.map((of) => of.sub_app_id)]).toEqual([4, [next + 3, next + 1, next + 2]]);
});
