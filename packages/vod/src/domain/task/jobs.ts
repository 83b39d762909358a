import type { Transaction } from 'kysely';
import type { Queue } from '../../store/queue/queue.js';
import type { SubTaskJob } from '../../store/queue/queues.js';
import type { Tables } from '../../store/tables/index.js';
import type { SubTaskRow } from './task.js';

/** Lets workers have sub-tasks that wait: with the caller's transaction, all or none. */
export async function sendSubTasks(
  trx: Transaction<Tables>,
  queue: Queue<SubTaskJob>,
  subTasks: readonly Pick<SubTaskRow, 'task_id' | 'position' | 'job_id'>[],
  priority: number,
): Promise<void> {
  const jobs = subTasks.flatMap(({ task_id, position, job_id }) =>
    job_id === null ? [] : { id: job_id, data: { taskId: task_id, position } },
  );
  await queue.send(trx, jobs, priority);
}
