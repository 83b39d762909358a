import pg from 'pg';
import { database, owner, port } from './settings.js';

/** Connection options for `pg`. All are set, so that PG* variables of the environment have no effect. */
export interface Connection {
  /** Folder of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly ssl: false;
}

export function connectionTo(host: string): Connection {
  return { host, port, user: owner, database, ssl: false };
}

/** The connection as a URL, for tools such as psql. */
export function urlOf({ host, user, database: name, port: number }: Connection): string {
  return `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(host)}&port=${number}`;
}

const UNDEFINED_DATABASE = '3D000';
const DUPLICATE_DATABASE = '42P04';

/** Connects to the database of the service, and creates it if it does not exist. */
export async function ensureDatabase(connection: Connection): Promise<void> {
  try {
    await run(connection, 'SELECT 1');
  } catch (error) {
    if (codeOf(error) !== UNDEFINED_DATABASE) {
      throw error;
    }
    await run({ ...connection, database: 'postgres' }, `CREATE DATABASE ${connection.database}`).catch((failed) => {
      if (codeOf(failed) !== DUPLICATE_DATABASE) {
        throw failed;
      }
    });
  }
}

async function run(connection: Connection, sql: string): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  // Without a listener, a connection that breaks between two steps would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}
