import type { Database } from '../../store/database/database.js';
import type { UploadedObjects } from '../cos/objects.js';
import { grace } from './session.js';

/** Uploads that one round forgets. */
const STEP = 1_000;

/**
 * Forgets the uploads that are over, with bytes that were never committed or could not be removed then, and the signatures
 * that are over by themselves.
 * @returns how many uploads
 * @throws the first failure, after all others were tried
 */
export async function sweepUploads(db: Database, objects: UploadedObjects): Promise<number> {
  // Later than it is over for whoever verifies it, by whatever clock.
  const before = new Date(Date.now() - 60 * 60 * 1000);
  await db.deleteFrom('upload_mark').where('expire_time', '<', before).execute();
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

/** First the bytes, then the row: whatever is killed in between, the next round goes on. */
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
  return db.selectFrom('upload').where('expire_time', '<=', new Date(Date.now() - grace));
}
