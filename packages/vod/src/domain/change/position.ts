/**
 * A position in the changes: a snapshot of PostgreSQL (pg_snapshot). The changes after it are those of transactions that it does not
 * see, whenever they commit, so that none is missed, and none waits for a long transaction.
 */
export type Position = string & { readonly isPosition: true };

/** Most transactions that a position lists. */
const MAX_OPEN = 50;

/** Longest position, characters. */
const MAX_LENGTH = 2_000;

const FORM = /^(\d{1,19}):(\d{1,19}):((?:\d{1,19})(?:,\d{1,19})*)?$/;

/** Reads a position that a client sends. @returns undefined for text that is none */
export function parsePosition(text: string): Position | undefined {
  const [, first = '0', next = '0', list = ''] = text.length > MAX_LENGTH ? [] : (FORM.exec(text) ?? []);
  const [min, max] = [BigInt(first), BigInt(next)];
  const open = list === '' ? [] : list.split(',').map(BigInt);
  // PostgreSQL accepts only these.
  const isValid = min > 0n && min <= max && max < 2n ** 63n;
  const isOrdered = open.every((id, index) => id >= min && id < max && (index === 0 || id > (open[index - 1] ?? 0n)));
  return isValid && isOrdered ? (text as Position) : undefined;
}

/** The same position, or an earlier one that is shorter. */
export function shortened(snapshot: string): Position {
  const [first = '', , open = ''] = snapshot.split(':');
  return (open.split(',').length > MAX_OPEN ? `${first}:${first}:` : snapshot) as Position;
}
