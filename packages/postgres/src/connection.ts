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
/** Also when the role does not exist. */
const INVALID_AUTHORIZATION = '28000';

const excessiveRights = `
  SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
      OR has_database_privilege(current_database(), 'CREATE')
      OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid) AS excessive
    FROM pg_roles WHERE rolname = current_user`;

/**
 * Connects to the database of the service.
 * @returns `incomplete` when the database or the role of the service does not exist, or the role may do more than it needs:
 *   an older version has created the cluster
 * @throws Error when PostgreSQL does not answer
 */
export async function checkRoles(connection: Connection): Promise<'complete' | 'incomplete'> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  // Without a listener, a connection that breaks between two steps would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ excessive: boolean }>(excessiveRights);
    return rows[0]?.excessive ? 'incomplete' : 'complete';
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === UNDEFINED_DATABASE || code === INVALID_AUTHORIZATION) {
      return 'incomplete';
    }
    throw error;
  } finally {
    // A server that hangs never closes the connection.
    const ended = client.end().catch(() => {});
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
  }
}
