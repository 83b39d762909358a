import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Queue } from '../../store/queue/queue.js';
import type { Queues } from '../../store/queue/queues.js';
import type { Tables } from '../../store/tables/index.js';

/** Rows that one transaction puts right. */
const STEP = 100;

/** The advisory lock of whoever compares: any number that nothing else in this database uses. */
const LOCK = 7_230_115_005;

/** A row that waits for a job that there is not. */
interface Lost {
  readonly task_id: string;
  /** Of a pull: -1. */
  readonly position: number;
  readonly priority: number;
}

/**
 * Sends again what the queues have lost: rows under way whose job is gone, whatever took it away (a restored backup, a
 * hand in the tables, a queue that was emptied). Rows of a version that did not note their jobs are known by what the
 * jobs say.
 * @returns how many there were
 */
export async function reconcile(db: Database, queues: Queues): Promise<number> {
  let count = 0;
  for (const step of [lostPulls, lostSubTasks]) {
    for (let found = STEP; found === STEP; count += found) {
      found = await db.transaction().execute(async (trx) => ((await alone(trx)) ? step(trx, queues) : 0));
    }
  }
  return count;
}

/**
 * Only one process compares at a time; and what it compares is read after it has the lock, so that it sees what the one
 * before has sent.
 */
async function alone(trx: Transaction<Tables>): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as locked`.execute(trx);
  return rows[0]?.locked === true;
}

async function lostSubTasks(trx: Transaction<Tables>, { animate }: Queues): Promise<number> {
  const { rows } = await sql<Lost>`
    select sub_task.task_id, sub_task.position, task.priority
    from sub_task join task on task.task_id = sub_task.task_id
    where sub_task.status in ('WAITING', 'PROCESSING')
      and not exists (select from pull where pull.task_id = sub_task.task_id and pull.status in ('WAITING', 'PROCESSING'))
      and ${lacksJob(animate, 'sub_task')}
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
    await animate.send(trx, [{ id, data: { taskId: task_id, position } }], priority);
  }
  return rows.length;
}

async function lostPulls(trx: Transaction<Tables>, { pull }: Queues): Promise<number> {
  const { rows } = await sql<Lost>`
    select pull.task_id, -1 as position, task.priority from pull join task on task.task_id = pull.task_id
    where pull.status in ('WAITING', 'PROCESSING') and ${lacksJob(pull, 'pull')}
    order by pull.task_id limit ${STEP} for update of pull skip locked`.execute(trx);
  for (const { task_id, priority } of rows) {
    const id = randomUUID();
    await trx.updateTable('pull').set({ job_id: id }).where('task_id', '=', task_id).execute();
    await pull.send(trx, [{ id, data: { taskId: task_id } }], priority);
  }
  return rows.length;
}

function lacksJob({ name }: Queue<object>, table: string) {
  return sql`not exists (select from pgboss.job where job.name = ${name} and job.id = ${sql.ref(`${table}.job_id`)}
    and job.state in ('created', 'retry', 'active'))`;
}
