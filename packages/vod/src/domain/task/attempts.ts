import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { SubTaskJob } from '../../store/queue/queue.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { Tables } from '../../store/tables/index.js';
import type { AnimationFacts } from './facts.js';
import type { Failure } from './failure.js';
import { notify, wantsEvent } from './notify.js';
import { hasEnded, type SubTaskRow, type TaskRow } from './task.js';
import { finishTask, lockTask, wholeTask } from './tasks.js';

/** One attempt of a worker at a sub-task. Only the result of the latest attempt counts. */
export interface Attempt extends SubTaskJob {
  /** From 1. */
  readonly number: number;
  /** Transient failures and crashes of the media process before this attempt. */
  readonly faults: number;
  readonly subTask: SubTaskRow;
  readonly task: TaskRow;
}

/** Thrown to undo a transaction because another attempt has begun, or the task was aborted. */
export class Overtaken extends Error {}

/** Attempts of workers at sub-tasks: animations and pulls. */
export class Attempts {
  constructor(private readonly db: Database) {}

  /** @returns undefined when the sub-task has ended or was deleted */
  async begin({ taskId, position }: SubTaskJob): Promise<Attempt | undefined> {
    return this.db.transaction().execute(async (trx) => {
      const task = await lockTask(trx, taskId);
      const now = new Date();
      const subTask = await trx
        .updateTable('sub_task')
        .set((of) => ({
          status: 'PROCESSING' as const,
          attempt: sql<number>`attempt + 1`,
          begin_time: of.fn.coalesce('begin_time', of.val(now)),
        }))
        .where('task_id', '=', taskId)
        .where('position', '=', position)
        .where('status', 'in', ['WAITING', 'PROCESSING'])
        .returningAll()
        .executeTakeFirst();
      if (!task || !subTask) return undefined;
      if (task.status === 'WAITING') {
        const begun = { status: 'PROCESSING' as const, begin_time: now };
        await trx.updateTable('task').set(begun).where('task_id', '=', taskId).execute();
      }
      const first = subTask.attempt === 1 && subTask.kind !== 'Pull';
      if (first && wantsEvent(task, 'Change')) await notify(trx, await wholeTask(trx, taskId), 'Change');
      return { taskId, position, number: subTask.attempt, faults: subTask.faults, subTask, task };
    });
  }

  /** @returns false when the attempt no longer counts: the task was aborted, or another attempt has begun */
  async progress(attempt: Attempt, percent: number): Promise<boolean> {
    return update(this.db, attempt, { progress: Math.trunc(percent) });
  }

  /** Counts a transient failure, or a crash of the media process. */
  async failed(attempt: Attempt): Promise<void> {
    await update(this.db, attempt, { faults: attempt.faults + 1 });
  }

  /**
   * Ends the sub-task with a result.
   * @param record writes more of the result in the same transaction
   * @returns false when the attempt no longer counts; then nothing was written
   */
  async succeed(
    attempt: Attempt,
    { output, facts }: { readonly output: JsonObject; readonly facts: AnimationFacts },
    record: (trx: Transaction<Tables>) => Promise<void>,
  ): Promise<boolean> {
    const result = { output: JSON.stringify(output), facts: JSON.stringify(facts) };
    const change = { status: 'SUCCESS' as const, ...result };
    return this.end(attempt, change, record);
  }

  /** Ends the sub-task with a failure. @returns false when the attempt no longer counts */
  async fail(attempt: Attempt, { code, message }: Failure): Promise<boolean> {
    return this.end(attempt, { status: 'FAIL' as const, err_code_ext: code, message }, async () => {});
  }

  private async end(
    attempt: Attempt,
    change: object,
    record: (trx: Transaction<Tables>) => Promise<void>,
  ): Promise<boolean> {
    return this.db.transaction().execute(async (trx) => {
      if (!(await endAttempt(trx, attempt, change))) return false;
      await record(trx);
      const whole = await wholeTask(trx, attempt.taskId);
      if (whole.subTasks.every(({ status }) => hasEnded(status))) await finishTask(trx, attempt.taskId);
      else await notify(trx, whole, 'Change');
      return true;
    });
  }
}

/** Locks the task and ends the attempt. @returns false when the attempt no longer counts; then nothing was written */
export async function endAttempt(trx: Transaction<Tables>, attempt: Attempt, change: object): Promise<boolean> {
  // The lock orders the sub-tasks: the last of them to end sees that all others have ended.
  await lockTask(trx, attempt.taskId);
  return update(trx, attempt, { ...change, progress: 100, finish_time: new Date() });
}

async function update(db: Database, { taskId, position, number }: Attempt, change: object): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sub_task')
    .set(change)
    .where('task_id', '=', taskId)
    .where('position', '=', position)
    .where('attempt', '=', number)
    .where('status', '=', 'PROCESSING')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
