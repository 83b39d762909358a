import { rmdir, stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { inSteps, oneStep } from '../../store/database/in-steps.js';
import { UploadFolder } from './folder.js';

/**
 * Deletes objects that were never committed, and files without a row, which killed processes leave behind.
 * @param root folder of all uploads
 * @param age ms since the last part, or since the object was complete; longer than an upload session
 * @param stop ends it early
 * @returns number of deleted rows
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

/** @param before ms since the epoch. Newer files may still get their row. */
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
    // Fails for a folder that is not empty. A new file creates the folder again.
    await rmdir(folder.of(sessionKey)).catch(() => {});
  }
}

/** Files of the parts and objects of a session. */
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
