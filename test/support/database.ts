import { type CreatedDatabase, createDatabase } from '@cliploop/testing/database';
import { migrate, openDatabase } from '@cliploop/vod/internals';

export type TestDatabase = CreatedDatabase;

/** A new database with the schema of the service, on the PostgreSQL of the run. */
export function testDatabase(): Promise<TestDatabase> {
  return createDatabase({ prepare: createSchema });
}

async function createSchema(connectionString: string): Promise<void> {
  const { db, close } = await openDatabase({ connectionString }, () => {});
  await migrate(db);
  await close();
}
