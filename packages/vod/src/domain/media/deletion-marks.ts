import type { Kysely, Transaction } from 'kysely';
import type { Storage } from '../../store/storage/storage.js';
import type { Tables } from '../../store/tables/index.js';

/*
 * The table `superseded` is what makes rows and files agree after any crash. A key is noted there before its file comes
 * to the storage and struck off with the row that names it; and noted again with the row that no longer does.
 */

/** How long a file that nothing needs may still be read by default, and one that is on its way may take; milliseconds. */
export const GRACE = 24 * 60 * 60 * 1000;

/** Notes files that no row names any more. */
export async function note(db: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  await insert(db, keys, false);
}

/** Notes files that come to the storage before the row that names them. */
export async function noteIncoming(db: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  await insert(db, keys, true);
}

async function insert(db: Kysely<Tables>, keys: readonly string[], incoming: boolean): Promise<void> {
  if (keys.length === 0) return;
  await db
    .insertInto('superseded')
    .values(keys.map((key) => ({ storage_key: key, incoming })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** @returns how many of the keys were noted */
export async function strike(db: Kysely<Tables>, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const { numDeletedRows } = await db.deleteFrom('superseded').where('storage_key', 'in', keys).executeTakeFirst();
  return Number(numDeletedRows);
}

/**
 * Removes those of the files that are still noted: a row that came to name one in the meantime has struck it off. What
 * fails stays noted, for the sweep.
 */
export async function discard(db: Kysely<Tables>, storage: Storage, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    // The sweep tries again.
    await db
      .transaction()
      .execute((trx) => discardOne(trx, storage, key))
      .catch(() => {});
  }
}

/** The row goes only if the removal went well; it is locked meanwhile. */
async function discardOne(trx: Transaction<Tables>, storage: Storage, key: string): Promise<void> {
  if ((await strike(trx, [key])) > 0) await storage.remove(key);
}

/**
 * Removes the files that were noted longer than `age` milliseconds ago, and those on their way that never came to a row
 * within a day.
 * @param stop ends it early
 * @returns how many
 * @throws the first failure, after all others were tried; what failed is due again after `age`
 */
export async function sweep(db: Kysely<Tables>, storage: Storage, age: number, stop?: AbortSignal): Promise<number> {
  const now = Date.now();
  const before = { gone: new Date(now - age), incoming: new Date(now - GRACE) };
  const failures: unknown[] = [];
  let count = 0;
  while (!stop?.aborted) {
    const swept = await db.transaction().execute((trx) => sweepOne(trx, storage, before, failures));
    if (swept === undefined) break;
    if (swept) count++;
  }
  if (failures.length > 0) throw failures[0];
  return count;
}

/**
 * The row is locked meanwhile: whoever strikes the key off for a new row waits, and then finds it gone.
 * @returns undefined when none is due
 */
async function sweepOne(
  trx: Transaction<Tables>,
  storage: Storage,
  before: { gone: Date; incoming: Date },
  failures: unknown[],
): Promise<boolean | undefined> {
  const row = await trx
    .selectFrom('superseded')
    .select('storage_key')
    .where((of) =>
      of.or([
        of.and([of('incoming', '=', false), of('since', '<=', before.gone)]),
        of.and([of('incoming', '=', true), of('since', '<=', before.incoming)]),
      ]),
    )
    .orderBy('since')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return undefined;
  const key = row.storage_key;
  try {
    await storage.remove(key);
  } catch (error) {
    failures.push(error);
    // One file that cannot be removed does not keep the others.
    await trx.updateTable('superseded').set({ since: new Date() }).where('storage_key', '=', key).execute();
    return false;
  }
  await trx.deleteFrom('superseded').where('storage_key', '=', key).execute();
  return true;
}
