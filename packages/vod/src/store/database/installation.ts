import { randomUUID } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { faultOf } from '../health/faults.js';
import type { Database } from './database.js';

const NAME = 'database-id';

/**
 * Checks that the data folder belongs to this database. Services with different databases on one folder would delete each other's
 * files. The first start writes the id of the database into the folder.
 * @throws Error that names both and says what to do
 */
export async function checkInstallation(db: Database, folder: string): Promise<void> {
  const file = join(folder, NAME);
  const known = await readId(file);
  const id = await idOf(db, known);
  if (known === undefined) return writeId(file, id);
  if (known === id) return;
  throw new Error(
    `The data folder ${folder} belongs to the database with the id ${known}, but this database has the id ${id}. Services with ` +
      'different databases must not share a folder: set --data to another folder, or DATABASE_URL to the database of this folder. ' +
      `If this database replaces that one, delete ${file}; files that it does not know are deleted after a week.`,
  );
}

/** @param known id of the folder, which a database from a backup without an id takes over */
async function idOf(db: Database, known: string | undefined): Promise<string> {
  const { rows: used } = await sql`select from media limit 1`.execute(db);
  const id = known !== undefined && used.length > 0 ? known : randomUUID();
  const value = JSON.stringify({ id });
  await sql`insert into service_state (name, value) values ('installation', ${value}) on conflict do nothing`.execute(
    db,
  );
  const { rows } = await sql<{
    id: string;
  }>`select value->>'id' as id from service_state where name = 'installation'`.execute(db);
  return rows[0]?.id ?? id;
}

async function readId(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeId(file: string, id: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${id}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Another process of this database was faster, or the disk is full: a later start writes it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' && faultOf(error) === undefined) throw error;
  }
}
