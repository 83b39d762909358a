import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { checkInstallation } from './installation.js';

let one: TestDatabase;
let other: TestDatabase;
let folder: string;
beforeAll(async () => {
  [one, other] = await Promise.all([testDatabase(), testDatabase()]);
}, 60_000);
afterAll(async () => {
  await one?.close();
  await other?.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-installation-'));
  for (const { db } of [one, other]) await sql`delete from service_state`.execute(db);
});

const idIn = async (): Promise<string> => (await readFile(join(folder, 'database-id'), 'utf8')).trim();

test('lets several services with the same database share a folder', async () => {
  await Promise.all(Array.from({ length: 4 }, () => checkInstallation(one.db, folder)));
  await checkInstallation(one.db, folder);
  expect(await idIn()).toMatch(/^[0-9a-f-]{36}$/);
  await rm(folder, { recursive: true });
});

test('refuses a folder that belongs to another database, and names both', async () => {
  await checkInstallation(one.db, folder);
  const id = await idIn();
  await expect(checkInstallation(other.db, folder)).rejects.toThrow(
    `The data folder ${folder} belongs to the database with the id ${id}, but this database has the id `,
  );
  // As the error advises.
  await rm(join(folder, 'database-id'));
  await checkInstallation(other.db, folder);
  expect(await idIn()).not.toBe(id);
  await rm(folder, { recursive: true });
});

test('accepts a backup of this database from before it had an id', async () => {
  await checkInstallation(one.db, folder);
  const id = await idIn();
  await sql`delete from service_state`.execute(one.db);
  await sql`insert into application (sub_app_id, name, description, status) values (1, 'a', '', 'On')`.execute(one.db);
  await sql`insert into media (file_id, sub_app_id, name, type, category, class_id, source_type, source_context, size, meta)
    select '1', sub_app_id, 'a', 'mp4', 'Video', 0, 'Upload', '', 1, '{}' from application limit 1`.execute(one.db);
  await checkInstallation(one.db, folder);
  expect(await idIn()).toBe(id);
  await rm(folder, { recursive: true });
});
