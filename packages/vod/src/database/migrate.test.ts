import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database?.close());

test('services that start together run each migration once', async () => {
  const ran = await Promise.all([migrate(database.db), migrate(database.db), migrate(database.db)]);
  expect(ran.flat()).toEqual(migrations.map(({ name }) => name));
  expect(await migrate(database.db)).toEqual([]);
});

test('a migration that fails leaves nothing behind', async () => {
  await migrate(database.db);
  const broken = [
    ...migrations,
    { name: '9998-fine', sql: 'create table fine (id integer)' },
    { name: '9999-broken', sql: 'create table broken (id nonsense)' },
  ];
  await expect(migrate(database.db, broken)).rejects.toThrow('type "nonsense" does not exist');
  const { rows } = await sql<{ found: string | null }>`select to_regclass('fine')::text as found`.execute(database.db);
  expect(rows).toEqual([{ found: null }]);
});

test('a database of a newer version is refused', async () => {
  await migrate(database.db);
  await expect(migrate(database.db, [])).rejects.toThrow(
    `The database holds the migration ${migrations[0]?.name}, which this version of cliploop does not know: ` +
      'a newer version made it. Run that version, or restore a backup from before.',
  );
});
