/** A fault of the machine or of the database that an operator must correct. What failed because of it can be repeated later. */
export type Fault = 'disk full' | 'read-only folder' | 'database full' | 'database read-only' | 'database memory';

/** Codes of file operations. A quota that is used up is a full disk for this user. */
const files: Readonly<Record<string, Fault>> = {
  ENOSPC: 'disk full',
  EDQUOT: 'disk full',
  EROFS: 'read-only folder',
  EACCES: 'read-only folder',
  EPERM: 'read-only folder',
};

/** Codes of PostgreSQL (SQLSTATE). */
const states: Readonly<Record<string, Fault>> = {
  '53100': 'database full',
  '53200': 'database memory',
  '25006': 'database read-only',
};

/** What clients read. The log has the details. */
export const faultMessages: Readonly<Record<Fault, string>> = {
  'disk full': 'The disk of the service is full. Try again after its operator has made space',
  'read-only folder': 'The service cannot write to its data folder. Try again after its operator has made it writable',
  'database full': 'The disk of the database is full. Try again after the operator of the service has made space',
  'database read-only': 'The database is read-only. Try again after the operator of the service has made it writable',
  'database memory': 'The database is out of memory. Try again later',
};

/** Returns the fault of the machine or the database that caused an error, or an error that caused it. */
export function faultOf(error: unknown): Fault | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code, syscall } = at as NodeJS.ErrnoException;
    if (code === undefined) continue;
    if (Object.hasOwn(states, code)) return states[code];
    // Only for files: a connection can be refused with EACCES, too.
    if (Object.hasOwn(files, code) && syscall !== 'connect' && syscall !== 'listen') return files[code];
  }
  return undefined;
}
