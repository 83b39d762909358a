import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { animatedGraphics, type Kind } from '../../wire/contract/sub-task-kinds.js';

/** The sub-tasks of a task. */
export interface SubTaskCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Mean of their progress, %. */
  readonly progress: number;
  /** The same without a pull, and what the first one is. Null: there is only a pull. */
  readonly made: MadeCounts | null;
}

export interface MadeCounts {
  readonly kind: Kind;
  /** ID of the template of the first animation. 0: it has settings of its own, or there is none. */
  readonly definition: number;
  /** Format of the first animation, or of its own settings. Empty: that of the template. */
  readonly format: string;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
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
      sql<MadeCounts | null>`json_build_object(
        'kind', (array_agg(kind order by position) filter (where position >= 0))[1],
        'definition', coalesce((array_agg((input ->> 'Definition')::integer order by position)
          filter (where kind = ${animatedGraphics}))[1], 0),
        'format', coalesce((array_agg(coalesce(output ->> 'Container', settings -> 'settings' ->> 'Format') order by position)
          filter (where kind = ${animatedGraphics}))[1], ''),
        'total', count(*) filter (where position >= 0),
        'succeeded', count(*) filter (where position >= 0 and status = 'SUCCESS'),
        'failed', count(*) filter (where position >= 0 and status = 'FAIL'),
        'progress', trunc(avg(progress) filter (where position >= 0))::integer
      )`.as('made'),
    ])
    .where('task_id', 'in', taskIds)
    .groupBy('task_id')
    .execute();
  return new Map(rows.map(({ task_id, made, ...counts }) => [task_id, { ...counts, made: made?.kind ? made : null }]));
}
