import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Queues } from '../../store/queue/queues.js';
import type { Tables } from '../../store/tables/index.js';
import { animatedGraphics, type Kind } from '../../wire/contract/sub-task-kinds.js';
import { apiError } from '../../wire/error/api-error.js';
import { type BacklogCount, countUnfinished } from './backlog.js';
import { listTasks, type TaskQuery } from './list.js';
import { notify } from './notify.js';
import { PULL_POSITION, sendPull } from './pull.js';
import { claimSession } from './sessions.js';
import { countSubTasks, type SubTaskCounts } from './sub-task-counts.js';
import { type NewTask, newTaskId, type TaskRow, type WholeTask } from './task.js';

/** The tasks of the applications: one row each, and one for each sub-task. */
export class Tasks {
  constructor(
    private readonly db: Database,
    private readonly queues: Queues,
    private readonly appId: number,
  ) {}

  /**
   * Writes the task, its sub-tasks and their jobs in one transaction.
   * @returns the id of the task
   * @throws ApiError InvalidParameterValue.SessionId
   */
  async create(newTask: NewTask): Promise<string> {
    return this.db.transaction().execute((trx) => this.createIn(trx, newTask));
  }

  /** The same in the transaction of the caller. */
  async createIn(trx: Transaction<Tables>, newTask: NewTask): Promise<string> {
    const taskId = newTaskId(this.appId);
    await claimSession(trx, newTask.subAppId, newTask.sessionId, newTask.sessionWindow);
    await this.insert(trx, taskId, newTask);
    return taskId;
  }

  private async insert(trx: Transaction<Tables>, taskId: string, newTask: NewTask): Promise<void> {
    const { subAppId, source, priority } = newTask;
    await trx
      .insertInto('task')
      .values({
        task_id: taskId,
        sub_app_id: subAppId,
        task_type: 'Procedure',
        status: 'WAITING',
        file_id: source.fileId,
        file_name: source.fileName,
        file_url: source.fileUrl,
        meta: source.meta && JSON.stringify(source.meta),
        priority,
        notify_mode: newTask.notifyMode,
        session_id: newTask.sessionId,
        session_context: newTask.sessionContext,
      })
      .execute();
    const rows = newTask.subTasks.map(({ kind, input, settings = null }, position) => ({
      task_id: taskId,
      position,
      kind,
      input: JSON.stringify(input),
      settings,
      ...(kind === animatedGraphics ? { status: 'WAITING' as const } : unsupported(kind)),
    }));
    await trx.insertInto('sub_task').values(rows).execute();
    const waiting = rows.flatMap(({ status, position }) => (status === 'WAITING' ? [position] : []));
    const owner = { taskId, subAppId, priority };
    if (waiting.length === 0) await finishTask(trx, taskId);
    else if (source.pull) await sendPull(trx, this.queues.pull, owner, source.pull);
    else await this.queues.animate.send(trx, owner, waiting);
  }

  /** Finds a task of an application. */
  async find(subAppId: number, taskId: string): Promise<WholeTask | undefined> {
    const whole = await readTask(this.db, taskId);
    return whole?.task.sub_app_id === subAppId ? whole : undefined;
  }

  /** See listTasks. */
  list(subAppId: number, query: TaskQuery): Promise<{ page: TaskRow[]; next: string }> {
    return listTasks(this.db, subAppId, query);
  }

  /** Counts the sub-tasks of tasks, by task. */
  countSubTasks(taskIds: readonly string[]): Promise<ReadonlyMap<string, SubTaskCounts>> {
    return countSubTasks(this.db, taskIds);
  }

  /** Counts waiting and running sub-tasks, by queue. */
  countUnfinished(): Promise<BacklogCount[]> {
    return countUnfinished(this.db);
  }

  /**
   * Aborts a task that has not ended. Waiting sub-tasks do not start, and running ones stop soon.
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
      if (!task) throw apiError('InvalidParameterValue.TaskId', `Task ${taskId} not found (TaskId)`);
      if (task.status !== 'WAITING' && task.status !== 'PROCESSING') {
        throw apiError('FailedOperation', `Task ${taskId} has already ended: its status is ${task.status}`);
      }
      const end = { status: 'ABORTED' as const, finish_time: new Date() };
      const aborted = { err_code_ext: 'InternalError' as const, message: 'The task was aborted' };
      await trx
        .updateTable('sub_task')
        .set({ ...end, ...aborted })
        .where('task_id', '=', taskId)
        .where('status', 'in', ['WAITING', 'PROCESSING'])
        .execute();
      await trx
        .updateTable('sub_task')
        .set({ input: '{}' })
        .where('task_id', '=', taskId)
        .where('position', '=', PULL_POSITION)
        .execute();
      await trx.updateTable('task').set(end).where('task_id', '=', taskId).execute();
      await trx.deleteFrom('job').where('task_id', '=', taskId).execute();
      await notify(trx, await wholeTask(trx, taskId), 'Finish');
    });
  }
}

/** The columns of a sub-task of another product: it fails at once. */
function unsupported(kind: Kind) {
  return {
    status: 'FAIL' as const,
    progress: 100,
    err_code_ext: 'InvalidInput.ConfigurationUnsupported' as const,
    message: `This service does not support ${kind}; it makes only animated graphics`,
    finish_time: new Date(),
  };
}

export async function readTask(db: Database, taskId: string): Promise<WholeTask | undefined> {
  const task = await db.selectFrom('task').selectAll().where('task_id', '=', taskId).executeTakeFirst();
  if (!task) return undefined;
  const rows = await db.selectFrom('sub_task').selectAll().where('task_id', '=', taskId).orderBy('position').execute();
  const pull = task.task_type === 'PullUpload' ? rows.find(({ position }) => position === PULL_POSITION) : undefined;
  return { task, subTasks: rows.filter(({ position }) => position !== PULL_POSITION), pull };
}

/** Locks a task until the transaction ends. Changes of the status of the task or of a sub-task lock it first. */
export function lockTask(trx: Transaction<Tables>, taskId: string): Promise<TaskRow | undefined> {
  return trx.selectFrom('task').selectAll().where('task_id', '=', taskId).forUpdate().executeTakeFirst();
}

/** Reads a task that must exist. */
export async function wholeTask(trx: Transaction<Tables>, taskId: string): Promise<WholeTask> {
  const whole = await readTask(trx, taskId);
  if (!whole) throw new Error(`Task ${taskId} was deleted`);
  return whole;
}

/** Ends a task whose sub-tasks have all ended, in the transaction that ended the last one. */
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
