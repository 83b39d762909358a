import type { MediaProcessTask } from '../../domain/procedure/media-process-task.js';
import {
  byProcedureParams,
  describeTasksParams,
  manageParams,
  processMediaParams,
  taskParams,
} from '../../domain/task/params.js';
import { wirePullUploadTask } from '../../domain/task/pull-upload-task.js';
import { sessionWindow } from '../../domain/task/sessions.js';
import { sourceOf } from '../../domain/task/source.js';
import { fileNameOf } from '../../domain/task/source-name.js';
import { checkedUrl } from '../../domain/task/source-url.js';
import { subTasksOf } from '../../domain/task/sub-tasks.js';
import { wireProcedureTask } from '../../domain/task/task.js';
import type { NewTask, TaskSource } from '../../domain/task/tasks.js';
import type { NotifyMode } from '../../store/tables/task.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { wireTime } from '../../wire/time.js';
import { type AnyAction, action } from '../action.js';
import type { Service } from '../service.js';

/** What both ways to start a task share. */
interface Start {
  readonly TasksPriority: number;
  readonly TasksNotifyMode: NotifyMode | '';
  readonly SessionContext: string;
  readonly SessionId: string;
}

const processMedia = action({
  name: 'ProcessMedia',
  summary:
    'Starts a task that makes animations of segments of a media. Its end comes as an event; DescribeTaskDetail tells too.',
  params: processMediaParams,
  async run(service, params) {
    const subAppId = await service.applications.resolve(params.SubAppId);
    const { FileId, Url, MediaProcessTask } = params;
    const source = FileId === '' ? remote(Url) : await kept(service, subAppId, FileId);
    return { TaskId: await start(service, subAppId, source, params, MediaProcessTask, sessionWindow.request) };
  },
});

const processMediaByProcedure = action({
  name: 'ProcessMediaByProcedure',
  summary: 'Starts a task that makes of a media what a task flow says.',
  params: byProcedureParams,
  async run(service, params) {
    const subAppId = await service.applications.resolve(params.SubAppId);
    const flow = await service.procedures.find(subAppId, params.ProcedureName);
    if (!flow) {
      const message = `Task flow ${JSON.stringify(params.ProcedureName)} not found (ProcedureName)`;
      throw apiError('InvalidParameterValue.ProcedureName', message);
    }
    const source = await kept(service, subAppId, params.FileId);
    const wanted = flow.parts.MediaProcessTask ?? {};
    const name = `The task flow ${shown(params.ProcedureName)}`;
    return { TaskId: await start(service, subAppId, source, params, wanted, sessionWindow.procedure, name) };
  },
});

const describeTaskDetail = action({
  name: 'DescribeTaskDetail',
  summary: 'Tells how far a task is, and what came of each part of it.',
  params: taskParams,
  async run({ applications, tasks }, { TaskId, SubAppId }) {
    const whole = await tasks.find(await applications.resolve(SubAppId), TaskId);
    if (!whole) throw apiError('InvalidParameterValue.TaskId', `Task ${TaskId} not found (TaskId)`);
    const { task, subTasks, pull } = whole;
    return {
      TaskType: task.task_type,
      Status: task.status,
      CreateTime: wireTime(task.create_time),
      BeginProcessTime: wireTime(task.begin_time),
      FinishTime: wireTime(task.finish_time),
      ...(pull
        ? { PullUploadTask: wirePullUploadTask(task, pull) }
        : { ProcedureTask: wireProcedureTask(task, subTasks) }),
    };
  },
});

const describeTasks = action({
  name: 'DescribeTasks',
  summary: 'Lists tasks, the newest first, page by page.',
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
  { tasks }: Service,
  subAppId: number,
  source: TaskSource,
  params: Start,
  wanted: MediaProcessTask,
  window: number,
  name = 'MediaProcessTask',
): Promise<string> {
  return tasks.create({
    subAppId,
    source,
    subTasks: wantedOf(wanted, name),
    priority: params.TasksPriority,
    notifyMode: params.TasksNotifyMode,
    sessionId: params.SessionId,
    sessionContext: params.SessionContext,
    sessionWindow: window,
  });
}

async function kept({ media }: Service, subAppId: number, fileId: string): Promise<TaskSource> {
  const source = await media.find(subAppId, fileId);
  if (!source?.storageKey) {
    const gone = source ? 'its original was deleted' : 'there is no such media';
    throw apiError('InvalidParameterValue.FileId', `FileId is ${shown(fileId)}, and ${gone}`);
  }
  return sourceOf({ ...source, storageKey: source.storageKey }, media.urlOf);
}

/** Of a source that is fetched first; whether it can be shows when the task runs. */
function remote(text: string): TaskSource {
  if (text === '') throw apiError('MissingParameter', 'FileId is missing; give it, or the Url of a video');
  const name = fileNameOf(checkedUrl(text, 'Url', 'InvalidParameterValue'));
  return { fileId: '', fileName: name, fileUrl: '', meta: null, pull: { url: text } };
}

/** Throws ApiError InvalidParameter when there is nothing to do. */
function wantedOf(wanted: MediaProcessTask, name: string): NewTask['subTasks'] {
  const subTasks = subTasksOf(wanted);
  if (subTasks.length > 0) return subTasks;
  const message = `${name} has nothing to do; give it an AnimatedGraphicTaskSet with at least one element`;
  throw apiError('InvalidParameter', message);
}

export const taskActions: readonly AnyAction[] = [
  processMedia,
  processMediaByProcedure,
  describeTaskDetail,
  describeTasks,
  manageTask,
];
