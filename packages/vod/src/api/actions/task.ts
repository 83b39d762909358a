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
import { subTasksOf } from '../../domain/task/sub-tasks.js';
import type { NewSubTask } from '../../domain/task/task.js';
import { wireProcedureTask } from '../../domain/task/task.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { wireTime } from '../../wire/time.js';
import { type AnyAction, action } from '../action.js';
import { librarySource, sourceFor, startTask } from '../start-task.js';

const processMedia = action({
  name: 'ProcessMedia',
  summary:
    'Starts a task that creates animations from segments of a media. An event reports the result, and DescribeTaskDetail returns it.',
  params: processMediaParams,
  async run(service, params) {
    const subAppId = await service.applications.resolve(params.SubAppId);
    const source = await sourceFor(service, subAppId, params);
    const subTasks = requireSubTasks(params.MediaProcessTask, 'MediaProcessTask');
    return { TaskId: await startTask(service, subAppId, source, params, subTasks, sessionWindow.request) };
  },
});

const processMediaByProcedure = action({
  name: 'ProcessMediaByProcedure',
  summary: 'Starts a task that processes a media as a task flow defines.',
  params: byProcedureParams,
  async run(service, params) {
    const subAppId = await service.applications.resolve(params.SubAppId);
    const flow = await service.procedures.find(subAppId, params.ProcedureName);
    if (!flow) {
      const message = `Task flow ${JSON.stringify(params.ProcedureName)} not found (ProcedureName)`;
      throw apiError('InvalidParameterValue.ProcedureName', message);
    }
    const source = await librarySource(service, subAppId, params.FileId);
    const instructions = flow.parts.MediaProcessTask ?? {};
    const subTasks = requireSubTasks(instructions, `Task flow ${shown(params.ProcedureName)}`);
    return { TaskId: await startTask(service, subAppId, source, params, subTasks, sessionWindow.procedure) };
  },
});

const describeTaskDetail = action({
  name: 'DescribeTaskDetail',
  summary: 'Returns the status of a task and the results of its sub-tasks.',
  params: taskParams,
  async run({ applications, tasks }, { TaskId, SubAppId }) {
    const found = await tasks.find(await applications.resolve(SubAppId), TaskId);
    if (!found) throw apiError('InvalidParameterValue.TaskId', `Task ${TaskId} not found (TaskId)`);
    const { task, subTasks, pull } = found;
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
  summary: 'Lists tasks, the newest first.',
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
  summary: 'Aborts a task that is waiting or processing.',
  params: manageParams,
  async run({ applications, tasks }, { TaskId, SubAppId }) {
    await tasks.abort(await applications.resolve(SubAppId), TaskId);
    return {};
  },
});

/** @throws ApiError InvalidParameter when there are no sub-tasks */
function requireSubTasks(instructions: MediaProcessTask, name: string): readonly NewSubTask[] {
  const subTasks = subTasksOf(instructions, name);
  if (subTasks.length > 0) return subTasks;
  const message = `${name} has no sub-tasks; add at least one element to AnimatedGraphicTaskSet`;
  throw apiError('InvalidParameter', message);
}

export const taskActions: readonly AnyAction[] = [
  processMedia,
  processMediaByProcedure,
  describeTaskDetail,
  describeTasks,
  manageTask,
];
