import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@cliploop/postgres';
import { type OpenedDatabase, openDatabase } from '../store/database/database.js';

export interface TestDatabase extends OpenedDatabase {
  /** The data folder. */
  readonly folder: string;
}

/** A PostgreSQL of its own with an empty database; `close` takes everything away. */
export async function testDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'cliploop-db-'));
  const postgres = await startPostgres({ dataDir: folder });
  const database = await openDatabase(postgres.connection, () => {});
  return {
    ...database,
    folder,
    async close() {
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
