import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { UploadedObject } from '../cos/objects.js';
import type { SessionRow } from './session.js';

/** How often a file may end the media process until its commits fail. The first times may have another cause. */
export const MAX_DEATHS = 3;

/** Whether commits of this file fail, in all processes. A file that replaces it is tried again. */
export function isCondemned({ dead_etag, deaths }: SessionRow, { etag }: UploadedObject): boolean {
  return dead_etag === etag && deaths >= MAX_DEATHS;
}

/** Counts that a file has ended the media process. @returns how often it did so */
export async function countDeath(db: Database, { session_key }: SessionRow, { etag }: UploadedObject): Promise<number> {
  const row = await db
    .updateTable('upload')
    .set({
      dead_etag: etag,
      deaths: sql<number>`case when dead_etag = ${etag} then deaths + 1 else 1 end`,
    })
    .where('session_key', '=', session_key)
    .returning('deaths')
    .executeTakeFirst();
  return row?.deaths ?? 0;
}
