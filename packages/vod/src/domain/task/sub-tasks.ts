import type { Transaction } from 'kysely';
import type { Queue } from '../../store/queue/queue.js';
import type { SubTaskJob } from '../../store/queue/queues.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { Tables } from '../../store/tables/index.js';
import { kinds } from '../../wire/contract/sub-task-kinds.js';
import { type MediaProcessTask, wireAnimatedGraphicTask } from '../procedure/media-process-task.js';
import type { NewTask, SubTaskRow } from './task.js';

/** The sub-tasks of a task, in the order of the contract. The list may be empty. */
export function subTasksOf(task: MediaProcessTask): NewTask['subTasks'] {
  return kinds.flatMap(({ set, type }) =>
    (task[set] ?? []).map((input) => ({
      kind: type,
      input: (set === 'AnimatedGraphicTaskSet' ? wireAnimatedGraphicTask(input as never) : input) as JsonObject,
    })),
  );
}

/** Sends the jobs of waiting sub-tasks in the transaction of the caller. */
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
