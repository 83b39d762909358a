import { sql } from 'kysely';
import { Batches } from '../../store/batches.js';
import type { Database } from '../../store/database/database.js';

export interface NewMark {
  readonly mark: string;
  readonly content: string;
  readonly action: string;
  readonly traced: boolean;
  readonly expireTime: Date;
}

/** The marks that did not exist, each with whether one as old may have been deleted already. */
export type AddedMarks = ReadonlyMap<string, boolean>;

const SWEEP_MS = 60_000;

/** Stores marks of signatures. Those of requests that arrive while a statement runs are stored together by the next one. */
export class MarkStore {
  private readonly batches = new Batches((batch: readonly (readonly NewMark[])[]) => this.addAll(batch));
  private swept = performance.now();

  constructor(private readonly db: Database) {}

  /** Stores marks that do not exist yet. @returns those that did not exist */
  add(marks: readonly NewMark[]): Promise<AddedMarks> {
    return this.batches.add(marks);
  }

  private async addAll(batch: readonly (readonly NewMark[])[]): Promise<AddedMarks[]> {
    const byMark = new Map<string, NewMark>();
    // Of equal ones in a batch, the first one is the new one.
    for (const one of batch.flat()) if (!byMark.has(one.mark)) byMark.set(one.mark, one);
    const added = await this.insert([...byMark.values()]);
    return batch.map((marks) => {
      const own = new Map<string, boolean>();
      for (const { mark } of marks) {
        const mayBeDeleted = added.get(mark);
        if (mayBeDeleted !== undefined && added.delete(mark)) own.set(mark, mayBeDeleted);
      }
      return own;
    });
  }

  private async insert(marks: readonly NewMark[]): Promise<Map<string, boolean>> {
    const rows = JSON.stringify(
      marks.map(({ mark, content, action, traced, expireTime: expire_time }) => ({
        ...{ mark, content, action, traced, expire_time },
      })),
    );
    // In one order in every process, so that statements do not wait for each other in a circle. A mark need not be on disk before
    // the change: the commit of the change writes both.
    const { rows: added } = await sql<{ mark: string; may_be_deleted: boolean }>`
      with quick as (select set_config('synchronous_commit', 'off', true))
      insert into used_signature (mark, content, action, traced, expire_time)
      select mark, content, action, traced, expire_time from quick, jsonb_to_recordset(${rows}::jsonb)
        as given (mark text, content text, action text, traced boolean, expire_time timestamptz)
      order by mark
      on conflict (mark) do nothing returning mark, ${mayBeDeleted} as may_be_deleted`.execute(this.db);
    this.sweep();
    return new Map(added.map(({ mark, may_be_deleted }) => [mark, may_be_deleted]));
  }

  /** Deletes signatures that have expired, once a minute, or at the next request when there are more. */
  private sweep(): void {
    if (performance.now() - this.swept < SWEEP_MS) return;
    this.swept = performance.now();
    const again = (more: boolean): void => {
      if (more) this.swept -= SWEEP_MS;
    };
    // One that fails is made up for a minute later.
    deleteExpired(this.db).then(again, () => {});
  }
}

/**
 * Of a row of `used_signature`: whether another mark that expired as late was deleted. Only after the clock of the database was set
 * forward and back again, or differs from the clocks of the processes by minutes, can such a mark belong to a request that is still
 * accepted. A second use of it cannot be noticed.
 */
export const mayBeDeleted = sql<boolean>`coalesce(used_signature.expire_time <= (
  select (value->>'until')::timestamptz from service_state where name = 'deleted signatures'), false)`;

/**
 * Deletes marks that have expired, a limited number at once: a statement with too many would be ended by its time limit, every time.
 * Keeps the latest time at which one of them expired.
 * @returns whether there may be more
 */
export async function deleteExpired(db: Database, step = 10_000): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    with deleted as (
      delete from used_signature where mark in (
        select mark from used_signature where expire_time < now() order by expire_time limit ${step})
      returning expire_time
    ), latest as (
      insert into service_state (name, value)
      select 'deleted signatures', jsonb_build_object('until', max(expire_time)) from deleted having count(*) > 0
      on conflict (name) do update set update_time = clock_timestamp(), value = jsonb_build_object('until',
        greatest((service_state.value->>'until')::timestamptz, (excluded.value->>'until')::timestamptz))
    )
    select count(*)::int as count from deleted`.execute(db);
  return (rows[0]?.count ?? 0) >= step;
}
