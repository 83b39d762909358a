import { type CreatedDatabase, createDatabase } from '@cliploop/testing/database';
import { migrate, openDatabase, Queues, Signals } from '@cliploop/vod/internals';

export type TestDatabase = CreatedDatabase;

/** A new database with the schema of the service, on the PostgreSQL of the run. */
export function testDatabase(): Promise<TestDatabase> {
  return createDatabase({ prepare: createSchema });
}

async function createSchema(connectionString: string): Promise<void> {
  const { db, pool, close } = await openDatabase({ connectionString }, () => {});
  await migrate(db);
  const signals = new Signals({ pool, warn: () => {} });
  const queues = new Queues({ pool, signals, log: () => {} });
  await queues.start();
  await queues.stop();
  await signals.stop();
  await close();
}
