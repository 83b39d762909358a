import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { query } from './postgres-server.js';
import type {} from './postgres-setup.js';
import { sharedPostgres, template, urlOfDatabase } from './shared-postgres.js';

export interface CreatedDatabase {
  /** For DATABASE_URL. */
  readonly url: string;
  /** Deletes the database and ends its connections. */
  drop(): Promise<void>;
}

export interface CreateDatabaseOptions {
  /** Creates the schema of the template, once for a run. */
  readonly prepare: (url: string) => Promise<void>;
  /** Creates the database without the schema. Default false. */
  readonly empty?: boolean;
}

/** Creates a database on the PostgreSQL of the run, as a copy of the template. */
export async function createDatabase({ prepare, empty = false }: CreateDatabaseOptions): Promise<CreatedDatabase> {
  const folder = inject('postgresFolder') ?? process.env.CLIPLOOP_TEST_POSTGRES;
  if (!folder) throw new Error('Tests with databases need `globalSetup` of @cliploop/testing/postgres-setup');
  const admin = await sharedPostgres(folder, prepare);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(admin, `create database ${name} template ${empty ? 'template0' : template}`);
  return {
    url: urlOfDatabase(admin, name),
    async drop() {
      await query(admin, `drop database if exists ${name} with (force)`);
    },
  };
}
