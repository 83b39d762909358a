export type { Connection } from './connection.js';
export { PostgresError, type PostgresErrorCode } from './errors.js';
export { runningPostgres } from './running.js';
export type { Log } from './server.js';
export { type PostgresOptions, startPostgres } from './start.js';
export type { Postgres } from './supervisor.js';
