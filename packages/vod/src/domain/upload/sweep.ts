import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { UploadedObjects } from '../cos/objects.js';
import { GRACE_MS } from './session.js';

/** Uploads that one round deletes. */
const STEP = 1_000;

/**
 * Deletes uploads that can no longer be committed, with their objects, and expired one-time signatures.
 * @returns number of deleted uploads
 * @throws the first error, after all uploads were tried
 */
export async function sweepUploads(db: Database, objects: UploadedObjects): Promise<number> {
  // One hour later, so that no process still accepts the signature by its own clock.
  const before = sql<Date>`now() - interval '1 hour'`;
  await db.deleteFrom('upload_mark').where('expire_time', '<', before).execute();
  await db.deleteFrom('cos_reservation').where('expire_time', '<', before).execute();
  const due = await dueUploads(db).select('session_key').orderBy('expire_time').limit(STEP).execute();
  const failures: unknown[] = [];
  let count = 0;
  for (const { session_key } of due) {
    try {
      if (await sweepOne(db, objects, session_key)) count++;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return count;
}

/** Deletes the objects before the row, so that the next round continues after a crash. */
async function sweepOne(db: Database, objects: UploadedObjects, sessionKey: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const mine = dueUploads(trx).select('session_key').where('session_key', '=', sessionKey);
    if (!(await mine.forUpdate().skipLocked().executeTakeFirst())) return false;
    await objects.remove(sessionKey);
    await trx.deleteFrom('upload').where('session_key', '=', sessionKey).execute();
    return true;
  });
}

function dueUploads(db: Database) {
  return db.selectFrom('upload').where('expire_time', '<=', sql<Date>`now() - ${GRACE_MS} * interval '1 ms'`);
}
