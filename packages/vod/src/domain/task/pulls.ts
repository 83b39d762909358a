import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Queue } from '../../store/queue/queue.js';
import type { SubTaskJob } from '../../store/queue/queues.js';
import type { UrlOf } from '../../store/storage/url.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { Tables } from '../../store/tables/index.js';
import type { Upload } from '../../store/tables/pull.js';
import type { Media } from '../media/media.js';
import { basicInfo } from '../media/media-info.js';
import { readTree } from '../media-class/media-classes.js';
import type { Failure } from './failure.js';
import { sendSubTasks } from './jobs.js';
import { endPull, type PullRow } from './pull.js';
import type { TaskRow } from './task.js';
import { finishTask, lockTask, type Tasks } from './tasks.js';

/** A source that somebody fetches. Only what the latest attempt brings counts. */
export interface PullAttempt {
  readonly taskId: string;
  readonly number: number;
  /** How often it failed in passing before. */
  readonly faults: number;
  readonly pull: PullRow;
  readonly task: TaskRow;
}

/** Thrown where a pull that counts no more would have written something: what else was written there is undone. */
export class Overtaken extends Error {}

/** The work on pulls, as rows know it. */
export class Pulls {
  constructor(
    private readonly db: Database,
    private readonly animate: Queue<SubTaskJob>,
    private readonly tasks: Tasks,
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
      const { attempt: number, faults } = pull;
      return { taskId, number, faults, pull, task };
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
   * @param message what else its caller should know
   * @returns the task that goes on with it; empty: none does
   * @throws Overtaken
   */
  async succeed(
    trx: Transaction<Tables>,
    attempt: PullAttempt,
    media: Media,
    urlOf: UrlOf,
    message: string,
  ): Promise<string> {
    const { taskId, task } = attempt;
    const fileUrl = urlOf(media.storageKey ?? '');
    await lockTask(trx, taskId);
    if (!(await update(trx, attempt, { progress: 100 }))) throw new Overtaken();
    const file = { file_id: media.fileId, file_name: media.name, file_url: fileUrl, meta: JSON.stringify(media.meta) };
    await trx.updateTable('task').set(file).where('task_id', '=', taskId).execute();
    if (attempt.pull.upload) return this.completeUpload(trx, attempt, attempt.pull.upload, media, urlOf, message);
    await endPull(trx, taskId, 'SUCCESS');
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

  private async completeUpload(
    trx: Transaction<Tables>,
    { taskId, task }: PullAttempt,
    { subTasks }: Upload,
    media: Media,
    urlOf: UrlOf,
    message: string,
  ): Promise<string> {
    const { fileId, subAppId, meta } = media;
    const fileUrl = urlOf(media.storageKey ?? '');
    const source = { fileId, fileName: media.name, fileUrl, meta: meta as unknown as JsonObject };
    const { priority, session_context: sessionContext } = task;
    const more = { priority, sessionContext, notifyMode: '' as const, sessionId: '', sessionWindow: 0 };
    const next = subTasks.length > 0 ? await this.tasks.createIn(trx, { subAppId, source, subTasks, ...more }) : '';
    const classPath = (await readTree(trx, subAppId)).path(media.classId);
    const basic_info = JSON.stringify(basicInfo(media, { classPath, urlOf }));
    await endPull(trx, taskId, 'SUCCESS', { message, basic_info, procedure_task_id: next });
    await finishTask(trx, taskId);
    return next;
  }

  /** There is no source, so that nothing of the task can be done. */
  async fail(attempt: PullAttempt, { code, message }: Failure): Promise<void> {
    const { taskId } = attempt;
    await this.db.transaction().execute(async (trx) => {
      await lockTask(trx, taskId);
      if (!(await update(trx, attempt, { progress: 100 }))) return;
      await endPull(trx, taskId, 'FAIL', { err_code_ext: code, message });
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
