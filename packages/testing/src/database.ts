import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { query } from './postgres-server.js';
import { urlOfDatabase } from './shared-postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The PostgreSQL of the run; undefined where there is none. */
    postgres: { readonly url: string; readonly template: string } | undefined;
  }
}

export interface TestDatabase {
  /** For DATABASE_URL. */
  readonly url: string;
  /** Deletes the database and ends its connections. */
  drop(): Promise<void>;
}

/**
 * Creates a database on the PostgreSQL of the run, which the `globalSetup` of the package starts.
 * @param empty without the schema of the service
 */
export async function createDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const postgres = inject('postgres');
  if (!postgres) throw new Error('This run has no PostgreSQL: npm left the package of the embedded one out');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(postgres.url, `create database ${name} template ${empty ? 'template0' : postgres.template}`);
  return {
    url: urlOfDatabase(postgres.url, name),
    async drop() {
      await query(postgres.url, `drop database if exists ${name} with (force)`);
    },
  };
}
