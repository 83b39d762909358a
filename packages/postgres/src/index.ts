/**
 * Runs a PostgreSQL server as a child process on a Unix socket in a data folder: it initializes the data, starts the server as
 * an unprivileged user, restarts it after a crash, and attaches to one that a killed service left running.
 */
export type { Connection } from './connection.js';
export { PostgresError, type PostgresErrorCode } from './errors.js';
export { runningPostgres } from './running.js';
export type { Log } from './server.js';
export { type PostgresOptions, startPostgres } from './start.js';
export type { Postgres } from './supervisor.js';
