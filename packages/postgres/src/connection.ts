import pg from 'pg';
import { database, owner, port } from './settings.js';

/** What `pg` takes. Every field is given, so that no PG* variable has a say. */
export interface Connection {
  /** The folder of the unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly ssl: false;
}

export function connectionTo(host: string): Connection {
  return { host, port, user: owner, database, ssl: false };
}

/** The same for tools that take a URL, such as psql. */
export function urlOf({ host, user, database: name, port: number }: Connection): string {
  return `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(host)}&port=${number}`;
}

const noSuchDatabase = '3D000';
const existsAlready = '42P04';

/** Resolves once a session of the service's database answers; makes the database when it is not there. */
export async function ensureDatabase(connection: Connection): Promise<void> {
  try {
    await ask(connection, 'SELECT 1');
  } catch (error) {
    if (codeOf(error) !== noSuchDatabase) {
      throw error;
    }
    await ask({ ...connection, database: 'postgres' }, `CREATE DATABASE ${connection.database}`).catch((failed) => {
      if (codeOf(failed) !== existsAlready) {
        throw failed;
      }
    });
  }
}

async function ask(connection: Connection, sql: string): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  // Without a listener the loss of the connection between two steps would end the process.
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
