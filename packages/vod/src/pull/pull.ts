import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Tables } from '../database/tables.js';
import type { Queue } from '../queue/queue.js';
import type { PullJob } from '../queue/queues.js';

/** A source that a task has to have first. */
export interface NewPull {
  readonly taskId: string;
  /** http: or https:; may hold secrets. */
  readonly url: string;
  /** Of the media that it will be. */
  readonly name: string;
}

/** Lets workers fetch a source: with the caller's transaction, all or nothing. */
export async function sendPull(
  trx: Transaction<Tables>,
  queue: Queue<PullJob>,
  { taskId, url, name }: NewPull,
  priority: number,
): Promise<void> {
  const job_id = randomUUID();
  await trx.insertInto('pull').values({ task_id: taskId, url, name, status: 'WAITING', job_id }).execute();
  await queue.send(trx, [{ id: job_id, data: { taskId } }], priority);
}

/** Ends the pull of a task, when it has one that is not over. Its URL is forgotten. @returns whether it had */
export async function endPull(
  trx: Transaction<Tables>,
  taskId: string,
  status: 'SUCCESS' | 'FAIL' | 'ABORTED',
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('pull')
    .set({ status, url: '' })
    .where('task_id', '=', taskId)
    .where('status', 'in', ['WAITING', 'PROCESSING'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
