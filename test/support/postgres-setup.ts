import { startSharedPostgres } from '@cliploop/testing/shared-postgres';
import { migrate, openDatabase, Queues, Signals } from '@cliploop/vod/internals';
import type { TestProject } from 'vitest/node';

/** Starts the PostgreSQL of the run. @returns its stop */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startSharedPostgres(createSchema);
  project.provide('postgres', postgres && { url: postgres.url, template: postgres.template });
  return async () => postgres?.stop();
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
