import { rmdir, stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { UploadFolder } from './folder.js';

/** Rows that one statement deletes: others get their turn in between. */
const STEP = 100;

/**
 * Forgets what was uploaded and never taken in, and removes files that no row names, as a killed process leaves them.
 * @param root folder of all uploads
 * @param age milliseconds without a new part, and since an object was whole; longer than a session lasts. Default 2 days
 * @returns how many rows there were
 */
export async function sweepUploads(db: Database, root: string, age = 2 * 86_400_000): Promise<number> {
  let swept = 0;
  for (const old of [
    sql`delete from cos_upload where upload_id in (select upload_id from cos_upload
      where update_time < now() - ${age} * interval '1 ms' order by update_time limit ${STEP} for update skip locked)`,
    sql`delete from cos_object where (session_key, path) in (select session_key, path from cos_object
      where create_time < now() - ${age} * interval '1 ms' order by create_time limit ${STEP} for update skip locked)`,
  ]) {
    for (let step = STEP; step === STEP; swept += step) step = Number((await old.execute(db)).numAffectedRows);
  }
  await tidy(db, new UploadFolder(root), Date.now() - age);
  return swept;
}

/** @param before ms since 1970: what was written later may be about to get its row */
async function tidy(db: Database, folder: UploadFolder, before: number): Promise<void> {
  for (const sessionKey of await folder.sessions()) {
    const old: string[] = [];
    for (const file of await folder.files(sessionKey)) {
      const stats = await stat(folder.pathOf(sessionKey, file)).catch(() => undefined);
      if (stats && stats.mtimeMs < before) old.push(file);
    }
    const needed = old.length > 0 ? await filesOf(db, sessionKey) : new Set<string>();
    await folder.discard(
      sessionKey,
      old.filter((file) => !needed.has(file)),
    );
    // Only an empty folder goes, and a new file makes it anew.
    await rmdir(folder.of(sessionKey)).catch(() => {});
  }
}

/** Of parts and objects. */
async function filesOf(db: Database, sessionKey: string): Promise<Set<string>> {
  const parts = await db
    .selectFrom('cos_part')
    .innerJoin('cos_upload', 'cos_upload.upload_id', 'cos_part.upload_id')
    .select('cos_part.file')
    .where('session_key', '=', sessionKey)
    .execute();
  const objects = await db.selectFrom('cos_object').select('file').where('session_key', '=', sessionKey).execute();
  return new Set([...parts, ...objects].map(({ file }) => file));
}
