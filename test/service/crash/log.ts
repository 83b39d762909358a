/** Messages of the system, PostgreSQL (class 57) and its client while PostgreSQL is down or starting. */
const away = [
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|\b57P0[123]\b/,
  /the database system is (starting up|not yet accepting connections|in recovery mode)/,
  /unexpected postmaster exit|Connection terminated|connection error and is not queryable/,
  // On a busy machine, a start after a kill takes longer than the limit of the checks.
  /^The database cannot be used: PostgreSQL did not answer within /,
];
// Requests that waited for PostgreSQL until their answer was due.
const late = 'deadline';
const restart = /^PostgreSQL \(pid \d+\) (ended with SIGKILL|has ended); restarting it$/;

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly action?: string;
  readonly reason?: string;
  readonly err?: { readonly code?: string; readonly message: string };
}

/** Lines that are not JSON come from a process that ended with an error. */
function read(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return { level: 60, msg: line };
  }
}

/** Lines at `warn` and above with another reason than that PostgreSQL was away. */
export function unexpected(lines: readonly string[]): string[] {
  return lines.filter((line) => {
    const { level, msg, reason, err } = read(line);
    const why = err ? `${err.code} ${err.message}` : msg;
    return level > 40 || !(restart.test(msg) || reason === late || away.some((pattern) => pattern.test(why)));
  });
}

/** Each kind of line with its count. */
export function summaryOf(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const { level, msg, action = '', err } = read(line);
    const kind = `${level} ${msg} ${action} ${err?.code ?? ''} ${err?.message ?? ''}`.replace(/\d{3,}/g, 'N');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} x ${kind}`).sort();
}
