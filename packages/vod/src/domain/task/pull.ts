import { randomUUID } from 'node:crypto';
import type { Selectable, Transaction, Updateable } from 'kysely';
import type { Queue } from '../../store/queue/queue.js';
import type { PullJob } from '../../store/queue/queues.js';
import type { Tables } from '../../store/tables/index.js';
import type { PullTable, Upload } from '../../store/tables/pull.js';

export type PullRow = Selectable<PullTable>;

/** A source that a task has to have first. */
export interface NewPull {
  readonly taskId: string;
  /** http: or https:; may hold secrets. */
  readonly url: string;
  /** Of the media that it will be, and its extension; empty: as the source says. */
  readonly name?: string;
  readonly type?: string;
  /** Empty: none. */
  readonly coverUrl?: string;
  /** Of a source that becomes a media for its own sake. */
  readonly upload?: Upload | undefined;
}

/** Lets workers fetch a source: with the caller's transaction, all or nothing. */
export async function sendPull(
  trx: Transaction<Tables>,
  queue: Queue<PullJob>,
  { taskId, url, name = '', type = '', coverUrl = '', upload }: NewPull,
  priority: number,
): Promise<void> {
  const job_id = randomUUID();
  const wanted = { url, name, type, cover_url: coverUrl, upload: upload && JSON.stringify(upload) };
  await trx
    .insertInto('pull')
    .values({ task_id: taskId, ...wanted, status: 'WAITING', job_id })
    .execute();
  await queue.send(trx, [{ id: job_id, data: { taskId } }], priority);
}

/** What is known of a pull at its end. */
export type PullEnd = Partial<
  Pick<Updateable<PullTable>, 'err_code_ext' | 'message' | 'basic_info' | 'procedure_task_id'>
>;

/** Ends the pull of a task, when it has one that is not over. Its URLs are forgotten. @returns whether it had */
export async function endPull(
  trx: Transaction<Tables>,
  taskId: string,
  status: 'SUCCESS' | 'FAIL' | 'ABORTED',
  end: PullEnd = {},
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('pull')
    .set({ status, url: '', cover_url: '', upload: null, ...end })
    .where('task_id', '=', taskId)
    .where('status', 'in', ['WAITING', 'PROCESSING'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
