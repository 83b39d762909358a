import { type OpenedDatabase, openDatabase } from './database.js';

/** Opens the database of DATABASE_URL. @throws Error that names the variable and the problem, but not the URL */
export async function openUrl(url: string, log: (error: Error) => void): Promise<OpenedDatabase> {
  return withVariableName(() => openDatabase({ connectionString: url }, log));
}

class UrlError extends Error {}

/** Runs an operation on the database of DATABASE_URL. Its errors name the variable. */
export async function withVariableName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UrlError) throw error;
    throw new UrlError(`DATABASE_URL: ${messageOf(error as Error)}`, { cause: error });
  }
}

const privileges = 'the database user cannot create tables; grant it CREATE on the schema public of the database';

/** By error code of PostgreSQL (SQLSTATE), the system or Node. */
const hints: Readonly<Record<string, string>> = {
  '28P01': 'PostgreSQL rejects the user or the password',
  '28000': 'PostgreSQL rejects the user or the host of the client',
  '3D000': 'the database does not exist; create it first',
  '42501': privileges,
  '25006': 'the database is read-only; use the primary server, or reset default_transaction_read_only',
  '53100': 'the disk of the database is full; make space on the machine of PostgreSQL',
  '57P03': 'PostgreSQL is not ready yet',
  '53300': 'PostgreSQL accepts no more connections',
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

function messageOf(error: Error & { code?: string; errors?: readonly Error[] }): string {
  // The error of a host with several addresses has one error for each address, and no message.
  const message = error.message || (error.errors ?? []).map(({ message }) => message).join(', ');
  const timedOut = /timeout/.test(message) && error.code === undefined;
  const hint = timedOut ? hints.ETIMEDOUT : hints[error.code ?? ''];
  return hint === undefined ? message : `${hint} (${message})`;
}
