import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { SubTaskJob } from '../../store/queue/queues.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { Tables } from '../../store/tables/index.js';
import type { Failure } from './failure.js';
import { notify, wants } from './notify.js';
import { isOver, type SubTaskRow, type TaskRow } from './task.js';
import { finishTask, lockTask, wholeTask } from './tasks.js';

/** A sub-task that somebody works on. Its number decides whose result counts: only that of the latest attempt. */
export interface Attempt extends SubTaskJob {
  readonly number: number;
  /** How often it failed in passing before, or the media process died on it. */
  readonly faults: number;
  readonly subTask: SubTaskRow;
  readonly task: TaskRow;
}

/** The work on sub-tasks, as rows know it. */
export class Attempts {
  constructor(private readonly db: Database) {}

  /**
   * @param jobId of the job that says so: of two for the same sub-task, only the one that its row names counts
   * @returns undefined when the sub-task is over, or gone
   */
  async begin({ taskId, position }: SubTaskJob, jobId: string): Promise<Attempt | undefined> {
    return this.db.transaction().execute(async (trx) => {
      const task = await lockTask(trx, taskId);
      const now = new Date();
      const subTask = await trx
        .updateTable('sub_task')
        .set((of) => ({
          status: 'PROCESSING' as const,
          attempt: sql<number>`attempt + 1`,
          job_id: jobId,
          begin_time: of.fn.coalesce('begin_time', of.val(now)),
        }))
        .where('task_id', '=', taskId)
        .where('position', '=', position)
        .where('status', 'in', ['WAITING', 'PROCESSING'])
        .where((of) => of.or([of('job_id', 'is', null), of('job_id', '=', jobId)]))
        .returningAll()
        .executeTakeFirst();
      if (!task || !subTask) return undefined;
      if (task.status === 'WAITING') {
        const begun = { status: 'PROCESSING' as const, begin_time: now };
        await trx.updateTable('task').set(begun).where('task_id', '=', taskId).execute();
      }
      if (subTask.attempt === 1 && wants(task, 'Change')) await notify(trx, await wholeTask(trx, taskId), 'Change');
      return { taskId, position, number: subTask.attempt, faults: subTask.faults, subTask, task };
    });
  }

  /** @returns false when the attempt counts no more: aborted, or taken over */
  async progress(attempt: Attempt, percent: number): Promise<boolean> {
    const { numUpdatedRows } = await current(this.db, attempt, { progress: Math.trunc(percent) }).executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** It failed in passing, or the media process died on it. */
  async failed(attempt: Attempt): Promise<void> {
    await current(this.db, attempt, { faults: attempt.faults + 1 }).execute();
  }

  /**
   * Ends the sub-task well.
   * @param record what else belongs to the result, in the same transaction
   * @returns false when the attempt counts no more; then nothing was written
   */
  async succeed(
    attempt: Attempt,
    output: JsonObject,
    record: (trx: Transaction<Tables>) => Promise<void>,
  ): Promise<boolean> {
    const change = { status: 'SUCCESS' as const, output: JSON.stringify(output) };
    return this.end(attempt, change, record);
  }

  /** Ends it with a failure. @returns false when the attempt counts no more */
  async fail(attempt: Attempt, { code, message }: Failure): Promise<boolean> {
    return this.end(attempt, { status: 'FAIL' as const, err_code_ext: code, message }, async () => {});
  }

  private async end(
    attempt: Attempt,
    change: object,
    record: (trx: Transaction<Tables>) => Promise<void>,
  ): Promise<boolean> {
    return this.db.transaction().execute(async (trx) => {
      // The task's row orders its sub-tasks: the last of them to end is the one that sees all others over.
      await lockTask(trx, attempt.taskId);
      const over = { ...change, progress: 100, finish_time: new Date() };
      const { numUpdatedRows } = await current(trx, attempt, over).executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await record(trx);
      const whole = await wholeTask(trx, attempt.taskId);
      if (whole.subTasks.every(({ status }) => isOver(status))) await finishTask(trx, attempt.taskId);
      else await notify(trx, whole, 'Change');
      return true;
    });
  }
}

function current(db: Database, { taskId, position, number }: Attempt, change: object) {
  return db
    .updateTable('sub_task')
    .set(change)
    .where('task_id', '=', taskId)
    .where('position', '=', position)
    .where('attempt', '=', number)
    .where('status', '=', 'PROCESSING');
}
