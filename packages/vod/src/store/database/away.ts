/** Of the system and of PostgreSQL (class 57: ended by somebody, or not ready), while it is away or coming back. */
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

/** What the client says without a code. */
const words =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Whether something failed only because PostgreSQL was not there, so that it may be done once it is back. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // Its socket is missing; a file would be another matter.
  if (code === 'ENOENT') return syscall === 'connect';
  return code === undefined ? words.test(error.message) : codes.has(code);
}
