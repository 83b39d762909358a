import { rmdir, stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inSteps, oneStep } from '../../store/database/in-steps.js';
import { UploadFolder } from './folder.js';

/**
 * Forgets what was uploaded and never taken in, and removes files that no row names, as a killed process leaves them.
 * @param root folder of all uploads
 * @param age milliseconds without a new part, and since an object was whole; longer than a session lasts
 * @param stop ends it early
 * @returns how many rows there were
 */
export async function sweepObjects(db: Database, root: string, age: number, stop?: AbortSignal): Promise<number> {
  const before = sql`now() - ${age} * interval '1 ms'`;
  const uploads = sql`delete from cos_upload where upload_id in (select upload_id from cos_upload
    where update_time < ${before} order by update_time ${oneStep})`;
  const objects = sql`delete from cos_object where (session_key, path) in (select session_key, path from cos_object
    where create_time < ${before} order by create_time ${oneStep})`;
  const swept = await inSteps(db, [uploads, objects], stop);
  await tidy(db, new UploadFolder(root), Date.now() - age, stop);
  return swept;
}

/** @param before ms since 1970: what was written later may be about to get its row */
async function tidy(db: Database, folder: UploadFolder, before: number, stop?: AbortSignal): Promise<void> {
  for (const sessionKey of await folder.sessions()) {
    if (stop?.aborted) return;
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
