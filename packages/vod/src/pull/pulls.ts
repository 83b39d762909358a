import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/database.js';
import type { Tables } from '../database/tables.js';
import type { Media } from '../media/media.js';
import type { Queue } from '../queue/queue.js';
import type { SubTaskJob } from '../queue/queues.js';
import type { Failure } from '../task/failure.js';
import { sendSubTasks } from '../task/jobs.js';
import type { TaskRow } from '../task/task.js';
import { finishTask, lockTask } from '../task/tasks.js';
import { endPull } from './pull.js';

/** A source that somebody fetches. Only what the latest attempt brings counts. */
export interface PullAttempt {
  readonly taskId: string;
  readonly number: number;
  /** How often it failed in passing before. */
  readonly faults: number;
  readonly url: string;
  readonly name: string;
  readonly task: TaskRow;
}

/** Thrown where a pull that counts no more would have written something: what else was written there is undone. */
export class Overtaken extends Error {}

/** The work on pulls, as rows know it. */
export class Pulls {
  constructor(
    private readonly db: Database,
    private readonly animate: Queue<SubTaskJob>,
  ) {}

  /**
   * @param jobId of the job that says so: of two for the same pull, only the one that its row names counts
   * @returns undefined when the pull is over, or gone
   */
  async begin(taskId: string, jobId: string): Promise<PullAttempt | undefined> {
    return this.db.transaction().execute(async (trx) => {
      const task = await lockTask(trx, taskId);
      const pull = await trx
        .updateTable('pull')
        .set({ status: 'PROCESSING', attempt: sql<number>`attempt + 1` })
        .where('task_id', '=', taskId)
        .where('status', 'in', ['WAITING', 'PROCESSING'])
        .where('job_id', '=', jobId)
        .returningAll()
        .executeTakeFirst();
      if (!task || !pull) return undefined;
      if (task.status === 'WAITING') {
        const begun = { status: 'PROCESSING' as const, begin_time: new Date() };
        await trx.updateTable('task').set(begun).where('task_id', '=', taskId).execute();
      }
      const { attempt: number, faults, url, name } = pull;
      return { taskId, number, faults, url, name, task };
    });
  }

  /** @returns false when the attempt counts no more: aborted, or taken over */
  async progress(attempt: PullAttempt, percent: number): Promise<boolean> {
    return update(this.db, attempt, { progress: Math.trunc(percent) });
  }

  /** It failed in passing. */
  async failed(attempt: PullAttempt): Promise<void> {
    await update(this.db, attempt, { faults: attempt.faults + 1 });
  }

  /**
   * The source is a media now, in the transaction that makes it one: the sub-tasks can be worked on.
   * @returns the task
   * @throws Overtaken
   */
  async succeed(trx: Transaction<Tables>, attempt: PullAttempt, media: Media, fileUrl: string): Promise<string> {
    const { taskId, task } = attempt;
    await lockTask(trx, taskId);
    if (!(await update(trx, attempt, { progress: 100 }))) throw new Overtaken();
    await endPull(trx, taskId, 'SUCCESS');
    const file = { file_id: media.fileId, file_name: media.name, file_url: fileUrl, meta: JSON.stringify(media.meta) };
    await trx.updateTable('task').set(file).where('task_id', '=', taskId).execute();
    const waiting = await trx
      .selectFrom('sub_task')
      .select(['task_id', 'position', 'job_id'])
      .where('task_id', '=', taskId)
      .where('status', '=', 'WAITING')
      .orderBy('position')
      .execute();
    await sendSubTasks(trx, this.animate, waiting, task.priority);
    return taskId;
  }

  /** There is no source, so that nothing of the task can be done. */
  async fail(attempt: PullAttempt, { code, message }: Failure): Promise<void> {
    const { taskId } = attempt;
    await this.db.transaction().execute(async (trx) => {
      await lockTask(trx, taskId);
      if (!(await update(trx, attempt, { progress: 100 }))) return;
      await endPull(trx, taskId, 'FAIL');
      const over = { progress: 100, finish_time: new Date() };
      await trx
        .updateTable('sub_task')
        .set({ ...over, status: 'FAIL', err_code_ext: code, message })
        .where('task_id', '=', taskId)
        .where('status', '=', 'WAITING')
        .execute();
      await finishTask(trx, taskId);
    });
  }
}

async function update(db: Database, { taskId, number }: PullAttempt, change: object): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('pull')
    .set(change)
    .where('task_id', '=', taskId)
    .where('attempt', '=', number)
    .where('status', '=', 'PROCESSING')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
