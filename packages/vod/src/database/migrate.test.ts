import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.js';
import { migrate, schemaOf } from './migrate.js';
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

test('what a schema lacks is seen without a change to it', async () => {
  await migrate(database.db);
  const more = [...migrations, { name: '9999-new', sql: 'create table fresh (id integer)' }];
  expect(await schemaOf(database.db)).toBe('current');
  expect(await schemaOf(database.db, more)).toBe('older');
  await expect(schemaOf(database.db, [])).rejects.toThrow('a newer version made it');
  await database.db.connection().execute(async (db) => {
    await sql`create schema bare`.execute(db);
    await sql`set search_path = bare`.execute(db);
    expect(await schemaOf(db)).toBe('empty');
    expect((await sql`select to_regclass('migration') is null as bare`.execute(db)).rows).toEqual([{ bare: true }]);
    await sql`reset search_path`.execute(db);
  });
});
