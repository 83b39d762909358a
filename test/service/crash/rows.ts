import { runningPostgres } from '@cliploop/postgres';
import type { OpenedDatabase } from '@cliploop/vod';
import { openDatabase } from '@cliploop/vod/internals';

export interface Rows {
  /** Waiting and running jobs. */
  readonly jobs: number;
  /** Undelivered events and callbacks. */
  readonly events: number;
  /** Storage keys that the media library uses, and those that it will delete. */
  readonly needed: string[];
  readonly superseded: string[];
  /** Attempts at sub-tasks beyond the first of each. */
  readonly repeats: number;
}

/** Reads the embedded database of a running service. */
export async function rowsOf(data: string): Promise<Rows> {
  const connection = runningPostgres(data);
  if (!connection) throw new Error('PostgreSQL does not run');
  const database = await openDatabase(connection, () => {});
  try {
    const key = `storage_key as key`;
    return {
      jobs: await count(database, `job where queue = 'animate'`),
      events: (await count(database, 'event_queue')) + (await count(database, 'event_callback')),
      needed: await keys(database, `select ${key} from media union select ${key} from animation`),
      superseded: await keys(database, `select ${key} from superseded`),
      repeats: await count(database, 'sub_task, generate_series(2, attempt)'),
    };
  } finally {
    await database.close();
  }
}

async function count({ pool }: OpenedDatabase, from: string): Promise<number> {
  return Number((await pool.query(`select count(*) from ${from}`)).rows[0].count);
}

async function keys({ pool }: OpenedDatabase, query: string): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>(query);
  return rows.map(({ key }) => key).sort();
}
