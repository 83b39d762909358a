import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { workForAll } from '../../store/owner.js';
import type { TaskStatus } from '../../store/tables/task.js';

interface Stored {
  readonly count: number;
  readonly bytes: number;
}

/** What an application uses. */
export interface ApplicationUsage {
  readonly subAppId: number;
  readonly name: string;
  /** The media whose original is stored, and their number with the others. */
  readonly media: Stored;
  readonly animations: Stored;
  /** Uploads that are not committed. */
  readonly uploads: Stored;
  readonly tasks: Readonly<Record<TaskStatus, number>>;
}

export interface MeasuredUsage {
  readonly time: Date;
  /** The main application first, then the others by ID. */
  readonly applications: readonly ApplicationUsage[];
}

/** Time after which it is measured again. */
const CACHE_MS = 30_000;

/** What the applications use. It is measured for all of them together, and not for every request: it reads whole tables. */
export class Usage {
  private measured: { readonly at: number; readonly usage: Promise<MeasuredUsage> } | undefined;

  /** @param db for statements that take long */
  constructor(
    private readonly db: Database,
    private readonly cacheMs = CACHE_MS,
  ) {}

  /** At most 30 s old. @param applications Null: all */
  async measure(applications: readonly number[] | null): Promise<MeasuredUsage> {
    const now = performance.now();
    if (!this.measured || now - this.measured.at > this.cacheMs) {
      const measured = { at: now, usage: workForAll(() => this.read()) };
      this.measured = measured;
      measured.usage.catch(() => {
        if (this.measured === measured) this.measured = undefined;
      });
    }
    const { time, applications: all } = await this.measured.usage;
    return {
      time,
      applications: all.filter(({ subAppId }) => applications === null || applications.includes(subAppId)),
    };
  }

  private async read(): Promise<MeasuredUsage> {
    const { rows } = await sql<{
      subAppId: number;
      name: string;
      media: [number, number] | null;
      animations: [number, number] | null;
      uploads: [number, number] | null;
      tasks: Partial<Record<TaskStatus, number>> | null;
    }>`
      select application.sub_app_id as "subAppId", application.name, m.found as media, a.found as animations, u.found as uploads,
        t.found as tasks
      from application
      left join (
        select sub_app_id, json_build_array(count(*), coalesce(sum(size) filter (where storage_key is not null), 0)) as found
        from media group by sub_app_id
      ) as m using (sub_app_id)
      left join (
        select media.sub_app_id, json_build_array(count(*), sum(animation.size)) as found
        from animation join media using (file_id) group by media.sub_app_id
      ) as a using (sub_app_id)
      left join (
        select sub_app_id, json_build_array(count(*), sum(size)) as found from upload
        where commit_time is null and (expire_time > now() or size > 0) group by sub_app_id
      ) as u using (sub_app_id)
      left join (
        select sub_app_id, json_object_agg(status, number) as found
        from (select sub_app_id, status, count(*) as number from task group by sub_app_id, status) as counted group by sub_app_id
      ) as t using (sub_app_id)
      order by application.main desc, application.sub_app_id`.execute(this.db);
    const stored = (found: [number, number] | null): Stored => ({ count: found?.[0] ?? 0, bytes: found?.[1] ?? 0 });
    return {
      time: new Date(),
      applications: rows.map(({ subAppId, name, media, animations, uploads, tasks }) => ({
        ...{ subAppId, name, media: stored(media), animations: stored(animations), uploads: stored(uploads) },
        tasks: { WAITING: 0, PROCESSING: 0, FINISH: 0, ABORTED: 0, ...tasks },
      })),
    };
  }
}
