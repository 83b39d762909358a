/** Codes of the system and of PostgreSQL (class 57) while PostgreSQL is stopped or starting. */
const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
]);

/** Messages of the client library for errors without a code. */
const messages =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout exceeded when trying to connect|Query read timeout|timeout expired)/;

/** Returns whether an operation failed because PostgreSQL was not reachable. It can be repeated later. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // Only for the socket: a missing file is another error.
  if (code === 'ENOENT') return syscall === 'connect';
  return code === undefined ? messages.test(error.message) : codes.has(code);
}

const LOCK_NOT_AVAILABLE = '55P03';

/** Returns whether an operation failed because it had to wait too long for a connection or a lock. It can be repeated later. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    code === LOCK_NOT_AVAILABLE ||
    (code === undefined && /^timeout exceeded when trying to connect/.test(error.message))
  );
}
