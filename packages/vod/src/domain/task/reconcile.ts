import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Queues } from '../../store/queue/queues.js';
import type { Tables } from '../../store/tables/index.js';
import { PULL_POSITION } from './pull.js';

/** Rows of one transaction. */
const STEP = 100;

/** Advisory lock of the process that reconciles: any number that nothing else in this database uses. */
const LOCK = 7_230_115_005;

interface Lost {
  readonly task_id: string;
  readonly position: number;
  readonly priority: number;
}

/**
 * Sends jobs again that the queues have lost, for example because a backup was restored or a queue was emptied: those of waiting
 * and running sub-tasks without a job. The sub-tasks of a task need no job while its source is fetched. Rows that do not name
 * their job come from an older version; for these, the data of the jobs counts.
 * @returns number of jobs sent
 */
export async function reconcile(db: Database, queues: Queues): Promise<number> {
  let count = 0;
  for (let found = STEP; found === STEP; count += found) {
    found = await db.transaction().execute(async (trx) => ((await lock(trx)) ? sendLost(trx, queues) : 0));
  }
  return count;
}

/** Only one process reconciles at a time. It reads the rows after it has the lock, so that it sees what others have sent. */
async function lock(trx: Transaction<Tables>): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as locked`.execute(trx);
  return rows[0]?.locked === true;
}

async function sendLost(trx: Transaction<Tables>, { animate, pull }: Queues): Promise<number> {
  const { rows } = await sql<Lost>`
    select sub_task.task_id, sub_task.position, task.priority
    from sub_task join task on task.task_id = sub_task.task_id
    where sub_task.status in ('WAITING', 'PROCESSING')
      and not exists (select from sub_task as pull
        where pull.task_id = sub_task.task_id and pull.position = ${PULL_POSITION} and pull.position <> sub_task.position
          and pull.status in ('WAITING', 'PROCESSING'))
      and not exists (select from pgboss.job
        where job.name = case sub_task.position when ${PULL_POSITION} then ${pull.name} else ${animate.name} end
          and job.id = sub_task.job_id and job.state in ('created', 'retry', 'active'))
      and (sub_task.job_id is not null or not exists (select from pgboss.job where job.name = ${animate.name}
        and job.state in ('created', 'retry', 'active') and job.data->>'taskId' = sub_task.task_id
        and (job.data->>'position')::integer = sub_task.position))
    order by sub_task.task_id, sub_task.position limit ${STEP} for update of sub_task skip locked`.execute(trx);
  for (const { task_id, position, priority } of rows) {
    const id = randomUUID();
    await trx
      .updateTable('sub_task')
      .set({ job_id: id })
      .where('task_id', '=', task_id)
      .where('position', '=', position)
      .execute();
    const queue = position === PULL_POSITION ? pull : animate;
    await queue.send(trx, [{ id, data: { taskId: task_id, position } }], priority);
  }
  return rows.length;
}
