import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@cliploop/testing/database';
import { type OpenedDatabase, openDatabase } from '../store/database/database.js';
import { migrate } from '../store/database/migrate.js';

export interface TestDatabase extends OpenedDatabase {
  /** A new data folder. */
  readonly folder: string;
  /** For further connections. */
  readonly url: string;
}

/**
 * Creates a database with the current schema on the PostgreSQL of the run; `close` deletes it and the folder.
 * @param empty without the schema
 */
export async function testDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const { url, drop } = await createDatabase({ prepare: createSchema, empty });
  const folder = await mkdtemp(join(tmpdir(), 'cliploop-db-'));
  const database = await openDatabase({ connectionString: url }, () => {});
  return {
    ...database,
    folder,
    url,
    async close() {
      await database.close();
      await drop();
      // A request whose client has gone may still write.
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function createSchema(connectionString: string): Promise<void> {
  const { db, close } = await openDatabase({ connectionString }, () => {});
  await migrate(db);
  await close();
}
