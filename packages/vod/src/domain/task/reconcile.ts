import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { PULL_POSITION } from './pull.js';

/**
 * Adds the missing jobs of waiting and running sub-tasks, for example because the table of the jobs was emptied. The sub-tasks of a
 * task need no job while its source is fetched.
 * @returns number of jobs added
 */
export async function reconcile(db: Database): Promise<number> {
  const isUnfinished = sql`('WAITING', 'PROCESSING')`;
  const { numAffectedRows } = await sql`
    insert into job (task_id, position, queue, sub_app_id, priority)
    select sub_task.task_id, sub_task.position,
      case sub_task.position when ${PULL_POSITION} then 'pull' else 'animate' end, task.sub_app_id, task.priority
    from sub_task join task on task.task_id = sub_task.task_id
    where sub_task.status in ${isUnfinished}
      and not exists (select from job where job.task_id = sub_task.task_id and job.position = sub_task.position)
      and not exists (select from sub_task as pull
        where pull.task_id = sub_task.task_id and pull.position = ${PULL_POSITION} and pull.position <> sub_task.position
          and pull.status in ${isUnfinished})
    order by task.create_time, sub_task.task_id, sub_task.position
    on conflict do nothing`.execute(db);
  return Number(numAffectedRows);
}
