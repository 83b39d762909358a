import pg, { type ClientConfig, type PoolConfig } from 'pg';

/** Limits of the connections for one kind of work. Times in milliseconds. */
export interface PoolLimits {
  /** Connections at the same time. */
  readonly max: number;
  /** Wait for a free connection, and for a new one. */
  readonly wait: number;
  /** Duration of one statement. 0: unlimited. */
  readonly statement: number;
  /** Wait for one lock. 0: unlimited. */
  readonly lock: number;
}

/**
 * Each kind of work has its own connections, so that none can take those of another. A process has at most 29, with the one for
 * notifications and the one that `ping` opens; the embedded PostgreSQL accepts 47.
 */
export const poolLimits = {
  /** Requests. */
  api: { max: 10, wait: 4_000, statement: 8_000, lock: 4_000 },
  /** SearchMedia: the only action whose cost depends on the size of a library. */
  search: { max: 4, wait: 3_000, statement: 4_000, lock: 1_000 },
  /** Tasks, jobs, callbacks. */
  worker: { max: 8, wait: 10_000, statement: 10_000, lock: 8_000 },
  /** Its statements wait only a little for the locks of others. */
  housekeeping: { max: 4, wait: 30_000, statement: 30_000, lock: 2_000 },
  /** Migrations. */
  unlimited: { max: 1, wait: 15_000, statement: 0, lock: 0 },
} as const satisfies Record<string, PoolLimits>;

export type PoolName = keyof typeof poolLimits;

/** PostgreSQL cancels a statement first, with an error that says why. This limit is for one that does not answer. */
const CLIENT_EXTRA_MS = 1_500;

/** How long the end of a pool waits for PostgreSQL to close the connections. */
const CLOSE_MS = 2_000;

export interface Pool extends pg.Pool {
  /** Ends the pool. Takes at most `CLOSE_MS`, also when PostgreSQL does not answer. */
  close(): Promise<void>;
}

/** Creates a pool. It connects when it is used. */
export function createPool(connection: PoolConfig, limits: PoolLimits, log: (error: Error) => void): Pool {
  const pool = new pg.Pool({
    max: limits.max,
    application_name: 'cliploop-server',
    connectionTimeoutMillis: limits.wait,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: limits.statement,
    lock_timeout: limits.lock,
    // The transaction of a crashed process must not keep its locks.
    idle_in_transaction_session_timeout: 30_000,
    ...(limits.statement > 0 && { query_timeout: limits.statement + CLIENT_EXTRA_MS }),
    types: { getTypeParser },
    Client: TimedClient as typeof pg.Client,
    onConnect: (client) => prepare(client),
    ...connection,
  });
  const clients = new Set<pg.ClientBase>();
  let closing = false;
  // Connections may report the end of the server while they are closed.
  pool.on('error', (error) => closing || log(error));
  pool.on('remove', (client) => clients.delete(client));
  const prepare = async (client: pg.ClientBase): Promise<void> => {
    clients.add(client);
    // The pool handles errors of idle connections only. An error between two statements would end the process.
    client.on('error', () => {});
    try {
      await setSession(client);
    } catch (error) {
      // The pool removes it without an event.
      clients.delete(client);
      throw error;
    }
  };
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    const timer = setTimeout(() => {
      for (const client of clients) streamOf(client)?.destroy();
    }, CLOSE_MS);
    await pool.end().finally(() => clearTimeout(timer));
  };
  return Object.assign(pool, { close });
}

/**
 * Settings of a session on which the results or the life of connections depend. An administrator may have set other defaults for the
 * role or the database. The search path and the right to write are left to them.
 */
const session = {
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  transform_null_equals: 'off',
  array_nulls: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  idle_session_timeout: '0',
  transaction_timeout: '0',
};

/** Time limit for this, ms. */
const SESSION_MS = 3_000;

/** Older versions lack some. */
const sessionSql = `select ${Object.entries(session)
  .map(
    ([name, value]) =>
      `case when current_setting('${name}', true) is not null then set_config('${name}', '${value}', false) end`,
  )
  .join(', ')}`;

/** Sets what the service needs on a new connection, before its first statement. */
export async function setSession(client: pg.ClientBase): Promise<void> {
  const query = { text: sessionSql, query_timeout: SESSION_MS };
  await client.query(query);
}

/** The message of node-postgres when a statement has reached `query_timeout`. */
const READ_TIMEOUT = 'Query read timeout';

/** A connection that ends when a statement gets no answer in time: the next statement would wait behind it. */
class TimedClient extends pg.Client {
  constructor(config?: ClientConfig) {
    super(config);
    const send = this.query.bind(this) as (...args: readonly unknown[]) => unknown;
    this.query = ((...args: readonly unknown[]): unknown => {
      const result = send(...args);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: Error) => {
        // While a statement is running, this closes the socket without waiting.
        if (error.message === READ_TIMEOUT) void this.end().catch(() => {});
        throw error;
      });
    }) as unknown as pg.Client['query'];
  }
}

function streamOf(client: pg.ClientBase): { destroy(): void } | undefined {
  return (client as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream;
}

/** Parses bigint as a number instead of text. Ids stay below 2^53. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: unknown) =>
  oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text');
