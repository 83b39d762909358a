/**
 * - `UNAVAILABLE`: no PostgreSQL binaries that run here
 * - `NO_USER`: the service is root and there is no other user to run PostgreSQL as
 * - `OWNER`: the data belongs to somebody else
 * - `FOLDER`: the data folder cannot be used
 * - `IN_USE`: another service works on the data folder
 * - `OTHER_VERSION`: the data were made by another major version
 * - `INIT_FAILED`, `START_FAILED`: PostgreSQL's own words are in the message
 */
export type PostgresErrorCode =
  | 'UNAVAILABLE'
  | 'NO_USER'
  | 'OWNER'
  | 'FOLDER'
  | 'IN_USE'
  | 'OTHER_VERSION'
  | 'INIT_FAILED'
  | 'START_FAILED';

/** Says what is wrong and what to do, for whoever runs the service: it ends up on a terminal or in a journal. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';

  constructor(
    readonly code: PostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The way out of everything that the embedded PostgreSQL cannot do. */
export const otherwise = 'or set DATABASE_URL to a PostgreSQL 13 or later';

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function errno(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}
