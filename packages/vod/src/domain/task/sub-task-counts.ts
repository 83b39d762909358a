import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';

/** The sub-tasks of a task. */
export interface SubTaskCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Mean of their progress, %. */
  readonly progress: number;
}

/** Counts the sub-tasks of tasks, by task. Tasks without sub-tasks are missing. */
export async function countSubTasks(
  db: Database,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, SubTaskCounts>> {
  if (taskIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('sub_task')
    .select((of) => [
      'task_id',
      of.fn.countAll<number>().as('total'),
      of.fn.countAll<number>().filterWhere('status', '=', 'SUCCESS').as('succeeded'),
      of.fn.countAll<number>().filterWhere('status', '=', 'FAIL').as('failed'),
      sql<number>`trunc(avg(progress))::integer`.as('progress'),
    ])
    .where('task_id', 'in', taskIds)
    .groupBy('task_id')
    .execute();
  return new Map(rows.map(({ task_id, ...counts }) => [task_id, counts]));
}
