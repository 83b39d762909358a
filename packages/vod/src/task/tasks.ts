import type { Transaction } from 'kysely';
import type { Database } from '../database/database.js';
import type { JsonObject, Tables } from '../database/tables.js';
import { apiError } from '../error/api-error.js';
import type { Queue } from '../queue/queue.js';
import { animatedGraphics, type Kind } from './kinds.js';
import { listTasks, type TaskQuery } from './list.js';
import { notify } from './notify.js';
import { claimSession } from './sessions.js';
import { type NotifyMode, newTaskId, type SubTaskRow, type TaskRow } from './task.js';

/** What to do with one media. */
export interface NewTask {
  readonly subAppId: number;
  readonly fileId: string;
  readonly fileName: string;
  readonly fileUrl: string;
  readonly meta: JsonObject | null;
  readonly subTasks: readonly { readonly kind: Kind; readonly input: JsonObject }[];
  /** -10 to 10; larger is first. */
  readonly priority: number;
  readonly notifyMode: NotifyMode | '';
  readonly sessionId: string;
  readonly sessionContext: string;
  /** For how long the session id may not come again, ms. */
  readonly sessionWindow: number;
}

export interface WholeTask {
  readonly task: TaskRow;
  readonly subTasks: readonly SubTaskRow[];
}

/** The tasks of the applications: one row each, and one for each sub-task. */
export class Tasks {
  constructor(
    private readonly db: Database,
    private readonly queue: Queue,
    private readonly appId: number,
  ) {}

  /** Writes the task, its sub-tasks and their jobs, all or nothing. @returns its id. Throws ApiError. */
  async create(wanted: NewTask): Promise<string> {
    const taskId = newTaskId(this.appId);
    await this.db.transaction().execute(async (trx) => {
      await claimSession(trx, wanted.subAppId, wanted.sessionId, wanted.sessionWindow);
      await this.insert(trx, taskId, wanted);
    });
    this.queue.wake();
    return taskId;
  }

  private async insert(trx: Transaction<Tables>, taskId: string, wanted: NewTask): Promise<void> {
    await trx
      .insertInto('task')
      .values({
        task_id: taskId,
        sub_app_id: wanted.subAppId,
        task_type: 'Procedure',
        status: 'WAITING',
        file_id: wanted.fileId,
        file_name: wanted.fileName,
        file_url: wanted.fileUrl,
        meta: wanted.meta && JSON.stringify(wanted.meta),
        priority: wanted.priority,
        notify_mode: wanted.notifyMode,
        session_id: wanted.sessionId,
        session_context: wanted.sessionContext,
      })
      .execute();
    const rows = wanted.subTasks.map(({ kind, input }, position) => ({
      task_id: taskId,
      position,
      kind,
      input: JSON.stringify(input),
      ...(kind === animatedGraphics ? { status: 'WAITING' as const } : outside(kind)),
    }));
    await trx.insertInto('sub_task').values(rows).execute();
    const jobs = rows.filter(({ status }) => status === 'WAITING').map(({ position }) => ({ taskId, position }));
    await this.queue.send(trx, jobs, wanted.priority);
    if (jobs.length === 0) await finishTask(trx, taskId);
  }

  /** Of the application, or nothing. */
  async find(subAppId: number, taskId: string): Promise<WholeTask | undefined> {
    const whole = await readTask(this.db, taskId);
    return whole?.task.sub_app_id === subAppId ? whole : undefined;
  }

  /** @returns a page, and the token of the next one; empty: there is none */
  list(subAppId: number, query: TaskQuery): Promise<{ page: TaskRow[]; next: string }> {
    return listTasks(this.db, subAppId, query);
  }

  /**
   * Ends a task that is not over: what waits is not begun, and what is worked on stops soon.
   * @throws ApiError InvalidParameterValue.TaskId, FailedOperation
   */
  async abort(subAppId: number, taskId: string): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      const task = await trx
        .selectFrom('task')
        .select('status')
        .where('task_id', '=', taskId)
        .where('sub_app_id', '=', subAppId)
        .forUpdate()
        .executeTakeFirst();
      if (!task) throw apiError('InvalidParameterValue.TaskId', `TaskId is ${taskId}, and there is no such task`);
      if (task.status !== 'WAITING' && task.status !== 'PROCESSING') {
        throw apiError('FailedOperation', `The task ${taskId} is over already: its status is ${task.status}`);
      }
      const over = { status: 'ABORTED' as const, finish_time: new Date() };
      await trx
        .updateTable('sub_task')
        .set({ ...over, err_code_ext: 'InternalError', message: 'The task was aborted' })
        .where('task_id', '=', taskId)
        .where('status', 'in', ['WAITING', 'PROCESSING'])
        .execute();
      await trx.updateTable('task').set(over).where('task_id', '=', taskId).execute();
      await notify(trx, await wholeTask(trx, taskId), 'Finish');
    });
  }
}

/** A sub-task that another product would do. */
function outside(kind: Kind) {
  return {
    status: 'FAIL' as const,
    progress: 100,
    err_code_ext: 'InvalidInput.ConfigurationUnsupported' as const,
    message: `This service makes animated graphics; it has nothing for ${kind}`,
    finish_time: new Date(),
  };
}

export async function readTask(db: Database, taskId: string): Promise<WholeTask | undefined> {
  const task = await db.selectFrom('task').selectAll().where('task_id', '=', taskId).executeTakeFirst();
  if (!task) return undefined;
  const subTasks = db.selectFrom('sub_task').selectAll().where('task_id', '=', taskId).orderBy('position');
  return { task, subTasks: await subTasks.execute() };
}

export async function wholeTask(trx: Transaction<Tables>, taskId: string): Promise<WholeTask> {
  const whole = await readTask(trx, taskId);
  if (!whole) throw new Error(`The task ${taskId} is gone`);
  return whole;
}

/** Ends the task once all its sub-tasks are over; the caller's transaction has just ended one of them. */
export async function finishTask(trx: Transaction<Tables>, taskId: string): Promise<void> {
  const now = new Date();
  await trx
    .updateTable('task')
    .set((of) => ({
      status: 'FINISH' as const,
      finish_time: now,
      begin_time: of.fn.coalesce('begin_time', of.val(now)),
    }))
    .where('task_id', '=', taskId)
    .execute();
  await notify(trx, await wholeTask(trx, taskId), 'Finish');
}
