const privileges =
  'the database user cannot create tables or may not use them; grant it CREATE on the schema public of the database, and make it the ' +
  'owner of the tables';

/** By error code of PostgreSQL (SQLSTATE), the system or Node. */
const hints: Readonly<Record<string, string>> = {
  '28P01': 'PostgreSQL rejects the user or the password',
  '28000': 'PostgreSQL rejects the user or the host of the client',
  '3D000': 'the database does not exist; create it first',
  '42501': privileges,
  '42P01':
    'the database has no tables of the service; they were removed, or the search_path of the database user has changed',
  '25006': 'the database is read-only; use the primary server, or reset default_transaction_read_only',
  '53100': 'the disk of the database is full; make space on the machine of PostgreSQL',
  '57P03': 'PostgreSQL is not ready yet',
  '53300':
    'PostgreSQL accepts no more connections; raise max_connections, or the connection limit of the database user, to at least 29 for ' +
    'each process of the service',
  ECONNREFUSED: 'PostgreSQL does not answer',
  ECONNRESET: 'PostgreSQL does not answer',
  EHOSTUNREACH: 'PostgreSQL does not answer',
  ENETUNREACH: 'PostgreSQL does not answer',
  ETIMEDOUT: 'PostgreSQL does not answer',
  ENOENT: 'PostgreSQL does not answer',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be resolved',
  ERR_INVALID_URL: 'the URL is not valid; write special characters in its parts as %XX',
};

/** The message of an error of the connection to PostgreSQL, after what it means and what to do. */
export function explain(error: Error & { code?: string; errors?: readonly Error[] }): string {
  // The error of a host with several addresses has one error for each address, and no message.
  const message = error.message || (error.errors ?? []).map(({ message }) => message).join(', ');
  const timedOut = /timeout/.test(message) && error.code === undefined;
  const hint = timedOut ? hints.ETIMEDOUT : hints[error.code ?? ''];
  return hint === undefined ? message : `${hint} (${message})`;
}
