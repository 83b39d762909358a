import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Queue } from '../../store/queue/queue.js';
import type { UrlOf } from '../../store/storage/url.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { Tables } from '../../store/tables/index.js';
import type { Media } from '../media/media.js';
import { basicInfo } from '../media/media-info.js';
import { readTree } from '../media-class/media-classes.js';
import { type Attempt, endAttempt, Overtaken } from './attempts.js';
import type { Failure } from './failure.js';
import { type PullOutput, type PullUploadInput, pullInput } from './pull.js';
import { sourceOf } from './source.js';
import type { TaskSource } from './task.js';
import { finishTask, type Tasks } from './tasks.js';

/** Ends pulls and, as a result, continues or ends their tasks. */
export class Pulls {
  constructor(
    private readonly db: Database,
    private readonly animate: Queue,
    private readonly tasks: Tasks,
  ) {}

  /**
   * Ends the pull in the transaction that adds the media. The other sub-tasks can start then.
   * @param message hint for the client, for example about a cover that could not be fetched
   * @returns the task that continues with the media; empty: none
   * @throws Overtaken
   */
  async succeed(
    trx: Transaction<Tables>,
    attempt: Attempt,
    media: Media,
    urlOf: UrlOf,
    message: string,
  ): Promise<string> {
    const { taskId, task, subTask } = attempt;
    const { upload } = pullInput(subTask);
    if (!(await endAttempt(trx, attempt, { status: 'SUCCESS', input: '{}' }))) throw new Overtaken();
    const source = sourceOf({ ...media, storageKey: media.storageKey ?? '' }, urlOf);
    const { fileId: file_id, fileName: file_name, fileUrl: file_url } = source;
    const file = { file_id, file_name, file_url, meta: JSON.stringify(source.meta) };
    await trx.updateTable('task').set(file).where('task_id', '=', taskId).execute();
    if (upload) return this.completeUpload(trx, attempt, upload, media, source, urlOf, message);
    const waiting = await trx
      .selectFrom('sub_task')
      .select('position')
      .where('task_id', '=', taskId)
      .where('status', '=', 'WAITING')
      .orderBy('position')
      .execute();
    const { sub_app_id: subAppId, priority } = task;
    const positions = waiting.map(({ position }) => position);
    await this.animate.send(trx, { taskId, subAppId, priority }, positions);
    return taskId;
  }

  private async completeUpload(
    trx: Transaction<Tables>,
    { taskId, position, task }: Attempt,
    { subTasks }: PullUploadInput,
    media: Media,
    source: TaskSource,
    urlOf: UrlOf,
    message: string,
  ): Promise<string> {
    const { subAppId } = media;
    const { priority, session_context: sessionContext } = task;
    const more = { priority, sessionContext, notifyMode: '' as const, sessionId: '', sessionWindow: 0 };
    const next = subTasks.length > 0 ? await this.tasks.createIn(trx, { subAppId, source, subTasks, ...more }) : '';
    const classPath = (await readTree(trx, subAppId)).path(media.classId);
    const output: PullOutput = {
      basicInfo: basicInfo(media, { classPath, urlOf }) as JsonObject,
      procedureTaskId: next,
    };
    await trx
      .updateTable('sub_task')
      .set({ message, output: JSON.stringify(output) })
      .where('task_id', '=', taskId)
      .where('position', '=', position)
      .execute();
    await finishTask(trx, taskId);
    return next;
  }

  /** Ends the pull and with it the whole task. @returns false when the attempt no longer counts */
  async fail(attempt: Attempt, { code, message }: Failure): Promise<boolean> {
    const { taskId } = attempt;
    const failure = { status: 'FAIL' as const, err_code_ext: code, message };
    return this.db.transaction().execute(async (trx) => {
      if (!(await endAttempt(trx, attempt, { ...failure, input: '{}' }))) return false;
      await trx
        .updateTable('sub_task')
        .set({ ...failure, progress: 100, finish_time: new Date() })
        .where('task_id', '=', taskId)
        .where('status', '=', 'WAITING')
        .execute();
      await finishTask(trx, taskId);
      return true;
    });
  }
}
