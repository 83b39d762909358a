import { type AnyAction, action } from '../action/action.js';
import { wireTime } from '../action/time.js';
import type { JsonObject } from '../database/tables.js';
import { apiError } from '../error/api-error.js';
import { type MediaProcessTask, wireAnimatedGraphicTask } from '../procedure/media-process-task.js';
import type { Service } from '../service.js';
import { kinds } from './kinds.js';
import { byProcedureParams, describeTasksParams, manageParams, processMediaParams, taskParams } from './params.js';
import { sessionWindow } from './sessions.js';
import { type NotifyMode, wireProcedureTask } from './task.js';
import type { NewTask } from './tasks.js';

/** What both ways to start a task share. */
interface Start {
  readonly FileId: string;
  readonly TasksPriority: number;
  readonly TasksNotifyMode: NotifyMode | '';
  readonly SessionContext: string;
  readonly SessionId: string;
}

const processMedia = action({
  name: 'ProcessMedia',
  summary: 'Starts a task that makes animations of a media.',
  params: processMediaParams,
  async run(service, params) {
    const subAppId = await service.applications.resolve(params.SubAppId);
    const window = sessionWindow.request;
    return { TaskId: await start(service, subAppId, params, params.MediaProcessTask, window) };
  },
});

const processMediaByProcedure = action({
  name: 'ProcessMediaByProcedure',
  summary: 'Starts a task that does with a media what a task flow says.',
  params: byProcedureParams,
  async run(service, params) {
    const subAppId = await service.applications.resolve(params.SubAppId);
    const flow = await service.procedures.find(subAppId, params.ProcedureName);
    if (!flow) {
      const message = `ProcedureName is ${JSON.stringify(params.ProcedureName)}, and there is no such task flow`;
      throw apiError('InvalidParameterValue.ProcedureName', message);
    }
    return {
      TaskId: await start(service, subAppId, params, flow.parts.MediaProcessTask ?? {}, sessionWindow.procedure),
    };
  },
});

const describeTaskDetail = action({
  name: 'DescribeTaskDetail',
  summary: 'Tells all about a task.',
  params: taskParams,
  async run({ applications, tasks }, { TaskId, SubAppId }) {
    const whole = await tasks.find(await applications.resolve(SubAppId), TaskId);
    if (!whole) throw apiError('InvalidParameterValue.TaskId', `TaskId is ${TaskId}, and there is no such task`);
    const { task, subTasks } = whole;
    return {
      TaskType: task.task_type,
      Status: task.status,
      CreateTime: wireTime(task.create_time),
      BeginProcessTime: wireTime(task.begin_time),
      FinishTime: wireTime(task.finish_time),
      ProcedureTask: wireProcedureTask(task, subTasks),
    };
  },
});

const describeTasks = action({
  name: 'DescribeTasks',
  summary: 'Lists the tasks of the last days, page by page.',
  params: describeTasksParams,
  async run({ applications, tasks }, params) {
    const subAppId = await applications.resolve(params.SubAppId);
    const { page, next } = await tasks.list(subAppId, {
      status: params.Status,
      fileId: params.FileId,
      createTime: params.CreateTime,
      finishTime: params.FinishTime,
      field: params.Sort?.Field === 'FinishTime' ? 'finish_time' : 'create_time',
      order: params.Sort?.Order === 'Asc' ? 'asc' : 'desc',
      limit: params.Limit,
      from: params.ScrollToken,
    });
    const items = page.map((task) => ({
      TaskId: task.task_id,
      Status: task.status,
      FileId: task.file_id,
      TaskType: task.task_type,
      CreateTime: wireTime(task.create_time),
      BeginProcessTime: wireTime(task.begin_time),
      FinishTime: wireTime(task.finish_time),
      SessionId: task.session_id,
      SessionContext: task.session_context,
    }));
    return { TaskSet: items, ScrollToken: next };
  },
});

const manageTask = action({
  name: 'ManageTask',
  summary: 'Aborts a task that waits or is worked on.',
  params: manageParams,
  async run({ applications, tasks }, { TaskId, SubAppId }) {
    await tasks.abort(await applications.resolve(SubAppId), TaskId);
    return {};
  },
});

async function start(
  { media, tasks }: Service,
  subAppId: number,
  params: Start,
  wanted: MediaProcessTask,
  window: number,
): Promise<string> {
  const source = await media.find(subAppId, params.FileId);
  if (!source?.storageKey) {
    const gone = source ? 'its original was deleted' : 'there is no such media';
    throw apiError('InvalidParameterValue.FileId', `FileId is ${params.FileId}, and ${gone}`);
  }
  return tasks.create({
    subAppId,
    fileId: source.fileId,
    fileName: source.name,
    fileUrl: media.urlOf(source.storageKey),
    meta: source.meta as unknown as JsonObject,
    subTasks: subTasksOf(wanted),
    priority: params.TasksPriority,
    notifyMode: params.TasksNotifyMode,
    sessionId: params.SessionId,
    sessionContext: params.SessionContext,
    sessionWindow: window,
  });
}

function subTasksOf(wanted: MediaProcessTask): NewTask['subTasks'] {
  const subTasks = kinds.flatMap(({ set, type }) =>
    (wanted[set] ?? []).map((input) => ({
      kind: type,
      input: (set === 'AnimatedGraphicTaskSet' ? wireAnimatedGraphicTask(input as never) : input) as JsonObject,
    })),
  );
  if (subTasks.length > 0) return subTasks;
  const message = 'MediaProcessTask has nothing to do; give it an AnimatedGraphicTaskSet with at least one element';
  throw apiError('InvalidParameter', message);
}

export const taskActions: readonly AnyAction[] = [
  processMedia,
  processMediaByProcedure,
  describeTaskDetail,
  describeTasks,
  manageTask,
];
