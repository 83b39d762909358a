import { type Kysely, sql, type Transaction } from 'kysely';
import type { Storage } from '../../store/storage/storage.js';
import type { Tables } from '../../store/tables/index.js';

/*
 * Deletion marks keep rows and files consistent after a crash. They are rows of the table `superseded`. A file is marked as
 * incoming before it is stored, and unmarked in the transaction that writes its row. It is marked for deletion in the
 * transaction that deletes its row. The sweep deletes the files that are still marked.
 */

/** Default time that a file without a row stays readable, and time limit for an incoming file to get its row. */
export const GRACE_MS = 24 * 60 * 60 * 1000;

/** Marks files that no row refers to any more. They stay readable for a while, because others may still use their URLs. */
export async function markForDeletion(db: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  await insert(db, keys, false);
}

/** Marks files of deleted media. If the caller does not delete them, because it was killed, the next sweep does. */
export async function markDeleted(db: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  await insert(db, keys, false, LONG_AGO);
}

/** Marks files that will be stored before their row is written. */
export async function markIncoming(db: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  await insert(db, keys, true);
}

/** So that the grace time is over. */
const LONG_AGO = new Date(0);

async function insert(db: Kysely<Tables>, keys: readonly string[], incoming: boolean, since?: Date): Promise<void> {
  if (keys.length === 0) return;
  await db
    .insertInto('superseded')
    .values(keys.map((key) => ({ storage_key: key, incoming, ...(since && { since }) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** @returns number of keys that were marked */
export async function unmark(db: Kysely<Tables>, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0;
  const { numDeletedRows } = await db.deleteFrom('superseded').where('storage_key', 'in', keys).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Files that one transaction deletes. */
const STEP = 100;

/**
 * Deletes those of the files that are still marked. A row that refers to a file in the meantime has unmarked it. After a
 * failure the mark stays, so that the sweep tries again.
 */
export async function deleteMarked(db: Kysely<Tables>, storage: Storage, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += STEP) {
    const some = keys.slice(at, at + STEP);
    await db
      .transaction()
      .execute(async (trx) => {
        // The marks are locked until the files are deleted, and stay if that fails.
        const locked = await trx
          .selectFrom('superseded')
          .select('storage_key')
          .where('storage_key', 'in', some)
          .orderBy('storage_key')
          .forUpdate()
          .execute();
        await unmark(trx, (await removeAll(storage, locked)).removed);
      })
      .catch(() => {});
  }
}

/** Deletes files. */
async function removeAll(storage: Storage, marks: readonly { storage_key: string }[]) {
  const removed: string[] = [];
  const failed: { key: string; error: unknown }[] = [];
  for (const { storage_key: key } of marks) {
    try {
      await storage.remove(key);
      removed.push(key);
    } catch (error) {
      failed.push({ key, error });
    }
  }
  return { removed, failed };
}

/**
 * Deletes the files that were marked more than `age` milliseconds ago, and incoming files that have no row after a day.
 * @param stop ends it early
 * @returns number of deleted files
 * @throws the first failure, after all files were tried. A file that could not be deleted is tried again after `age`
 */
export async function sweepMarked(
  db: Kysely<Tables>,
  storage: Storage,
  age: number,
  stop?: AbortSignal,
): Promise<number> {
  const before = await cutoffs(db, age);
  const failures: unknown[] = [];
  let count = 0;
  while (!stop?.aborted) {
    const step = await db.transaction().execute((trx) => sweepStep(trx, storage, before));
    count += step.removed.length;
    failures.push(...step.failed.map(({ error }) => error));
    if (step.removed.length + step.failed.length < STEP) break;
  }
  if (failures.length > 0) throw failures[0];
  return count;
}

interface Cutoffs {
  readonly deleted: Date;
  readonly incoming: Date;
}

/** By the clock of the database, which also sets the times of the marks. */
async function cutoffs(db: Kysely<Tables>, age: number): Promise<Cutoffs> {
  const { rows } = await sql<Cutoffs>`select now() - ${age} * interval '1 ms' as deleted,
    now() - ${GRACE_MS} * interval '1 ms' as incoming`.execute(db);
  return rows[0] as Cutoffs;
}

/**
 * Locks marks and deletes their files. A transaction that removes the marks of a key for a new row waits, and then finds no mark.
 */
async function sweepStep(trx: Transaction<Tables>, storage: Storage, before: Cutoffs) {
  const marks = await trx
    .selectFrom('superseded')
    .select('storage_key')
    .where((of) =>
      of.or([
        of.and([of('incoming', '=', false), of('since', '<=', before.deleted)]),
        of.and([of('incoming', '=', true), of('since', '<=', before.incoming)]),
      ]),
    )
    .orderBy('since')
    .limit(STEP)
    .forUpdate()
    .skipLocked()
    .execute();
  const done = await removeAll(storage, marks);
  await unmark(trx, done.removed);
  const failed = done.failed.map(({ key }) => key);
  // A later time, so that the sweep continues with the other files.
  if (failed.length > 0) {
    await trx.updateTable('superseded').set({ since: sql<Date>`now()` }).where('storage_key', 'in', failed).execute();
  }
  return done;
}
