import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../database/tables.js';
import type { Storage } from '../storage/storage.js';

/*
 * The table `superseded` is what makes rows and files agree after any crash. A key is noted there before its file comes
 * to the storage and struck off with the row that names it; and noted again with the row that no longer does.
 */

/** How long a file that nothing needs may still be read, and one that is on its way may take; milliseconds. */
export const GRACE = 24 * 60 * 60 * 1000;

export async function note(db: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db
    .insertInto('superseded')
    .values(keys.map((key) => ({ storage_key: key })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** @returns how many of the keys were noted */
export async function strike(db: Kysely<Tables>, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const { numDeletedRows } = await db.deleteFrom('superseded').where('storage_key', 'in', keys).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Removes files that are noted. What fails stays noted, for the sweep. */
export async function discard(db: Kysely<Tables>, storage: Storage, keys: readonly string[]): Promise<void> {
  const removed: string[] = [];
  for (const key of keys) {
    try {
      await storage.remove(key);
      removed.push(key);
    } catch {
      // The sweep tries again.
    }
  }
  await strike(db, removed).catch(() => 0);
}

/**
 * Removes the files that were noted longer than `age` milliseconds ago.
 * @returns how many
 * @throws the first failure, after all others were tried; what failed is due again after `age`
 */
export async function sweep(db: Kysely<Tables>, storage: Storage, age: number): Promise<number> {
  const before = new Date(Date.now() - age);
  const failures: unknown[] = [];
  let count = 0;
  for (;;) {
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
  before: Date,
  failures: unknown[],
): Promise<boolean | undefined> {
  const row = await trx
    .selectFrom('superseded')
    .select('storage_key')
    .where('since', '<=', before)
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
