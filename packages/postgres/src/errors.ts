/**
 * - `UNAVAILABLE`: no PostgreSQL binaries run on this machine
 * - `NO_USER`: the service is root, and there is no other user to run PostgreSQL
 * - `OWNER`: the data belongs to another user
 * - `FOLDER`: the data folder cannot be used
 * - `DISK_FULL`: PostgreSQL cannot start, even without the reserve file
 * - `IN_USE`: another service uses the data folder
 * - `OTHER_VERSION`: the data belongs to another major version
 * - `INIT_FAILED`, `START_FAILED`: the message contains the output of PostgreSQL
 */
export type PostgresErrorCode =
  | 'UNAVAILABLE'
  | 'NO_USER'
  | 'OWNER'
  | 'FOLDER'
  | 'DISK_FULL'
  | 'IN_USE'
  | 'OTHER_VERSION'
  | 'INIT_FAILED'
  | 'START_FAILED';

/** An error with a message for the operator of the service: what is wrong, and what to do. */
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

/** End of the messages for cases that only another PostgreSQL can solve. */
export const databaseUrlAdvice = 'or set DATABASE_URL to a PostgreSQL 13 or newer';

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function errno(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}
