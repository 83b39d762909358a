import { type Selectable, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { AnimationTable } from '../../store/tables/media.js';
import { type Animation, animationOf } from './animation.js';

/** Most animations of one media that an answer has: the newest. */
export const MAX_OF_MEDIA = 1_000;
/** Most animations in one answer. When it is reached, all media have the same number of their newest ones, or all of them. */
export const MAX_OF_ANSWER = 20_000;

/** The newest animations of each media, sorted by definition and time. At most `MAX_OF_MEDIA` each, `MAX_OF_ANSWER` in all. */
export async function animationsOf(db: Database, fileIds: readonly string[]): Promise<Map<string, Animation[]>> {
  const found = new Map<string, Animation[]>(fileIds.map((fileId) => [fileId, []]));
  if (found.size === 0) return found;
  const { rows } = await sql<Selectable<AnimationTable>>`
    select * from (
      select ranked.* from unnest(${[...found.keys()]}::text[]) as media (file_id),
        lateral (
          select newest.*, row_number() over (order by create_time desc, definition, start_time, end_time) as rank from (
            select * from animation where animation.file_id = media.file_id
            order by create_time desc, definition, start_time, end_time limit ${MAX_OF_MEDIA}
          ) as newest
        ) as ranked
      order by rank, file_id limit ${MAX_OF_ANSWER}
    ) as shown order by definition, start_time, end_time`.execute(db);
  for (const row of rows) found.get(row.file_id)?.push(animationOf(row));
  return found;
}
