import { subAppId } from '../../../domain/application/sub-app-id.js';
import { animationParam, animationParams, checkChoice } from '../../../domain/settings/params.js';
import { readSettings, type StoredSettings } from '../../../domain/settings/stored.js';
import { animationSubTasks } from '../../../domain/task/animations.js';
import { fileId, listTasksParams, sourceParams, taskId, taskStartParams } from '../../../domain/task/params.js';
import { sessionWindow } from '../../../domain/task/sessions.js';
import type { MadeCounts } from '../../../domain/task/sub-task-counts.js';
import type { SubTaskRow, TaskRow } from '../../../domain/task/task.js';
import { animatedGraphics } from '../../../wire/contract/sub-task-kinds.js';
import { apiError } from '../../../wire/error/api-error.js';
import { array } from '../../../wire/params/array.js';
import { described } from '../../../wire/params/kind.js';
import { shown } from '../../../wire/params/message.js';
import { wireTime } from '../../../wire/time.js';
import { record, text } from '../../description/schema.js';
import { librarySource, sourceFor, startTask } from '../../start-task.js';
import { type AnyRoute, route } from '../route.js';
import { createExample, detailExample, listExample, taskDetail, taskList } from './task-results.js';

/** Largest body, bytes: the instructions of a task, in which spaces and escapes are allowed. */
const BODY_LIMIT = 256 * 1024;

const create = route({
  name: 'CreateTask',
  method: 'POST',
  path: '/x/v1/tasks',
  summary:
    'Starts a task as ProcessMedia does. Its animations can have settings instead of a template: all options of the engine.',
  right: 'process',
  body: {
    FileId: fileId,
    Animations: described(
      array(animationParam, { min: 1, max: 100 }),
      'The animations to make: a segment for each, and a template or settings.',
    ),
    ...taskStartParams,
  },
  bodyLimit: BODY_LIMIT,
  needsSpace: true,
  answer: { result: record({ TaskId: text('ID of the task.') }), example: createExample },
  async run(service, { FileId, Animations, ...params }) {
    const application = await service.applications.resolve(params.SubAppId);
    const source = await librarySource(service, application, FileId);
    const subTasks = animationSubTasks(Animations, 'Animations');
    return { TaskId: await startTask(service, application, source, params, subTasks, sessionWindow.request) };
  },
});

const animate = route({
  name: 'CreateAnimation',
  method: 'POST',
  path: '/x/v1/animations',
  summary:
    'Starts a task that makes one animation of a media or of a URL, with a template or with settings: all options of the engine.',
  right: 'process',
  body: { ...sourceParams, ...animationParams, ...taskStartParams },
  bodyLimit: BODY_LIMIT,
  needsSpace: true,
  answer: { result: record({ TaskId: text('ID of the task.') }), example: createExample },
  async run(service, params) {
    checkChoice(params);
    const application = await service.applications.resolve(params.SubAppId);
    const source = await sourceFor(service, application, params);
    const { Definition, Settings, StartTimeOffset, EndTimeOffset } = params;
    const subTasks = animationSubTasks([{ Definition, Settings, StartTimeOffset, EndTimeOffset }], 'Settings');
    return { TaskId: await startTask(service, application, source, params, subTasks, sessionWindow.request) };
  },
});

const describe = route({
  name: 'DescribeTask',
  method: 'GET',
  path: '/x/v1/tasks/{TaskId}',
  summary: 'Returns a task with the settings and the results of its animations. A new task with them makes the same.',
  right: 'read',
  params: { TaskId: taskId },
  query: { SubAppId: subAppId },
  answer: { result: taskDetail, example: detailExample },
  async run({ applications, tasks }, { TaskId, SubAppId }) {
    const found = await tasks.find(await applications.resolve(SubAppId), TaskId);
    if (!found) throw apiError('ResourceNotFound', `Task ${shown(TaskId)} not found (TaskId)`);
    const { task, subTasks } = found;
    return {
      ...wireTask(task),
      TasksNotifyMode: task.notify_mode,
      Animations: subTasks.filter(({ kind }) => kind === animatedGraphics).map(wireAnimation),
    };
  },
});

const search = route({
  name: 'ListTasks',
  method: 'GET',
  path: '/x/v1/tasks',
  summary: 'Lists tasks, the newest first: all, or those of a media, with a status, of a type or of a period.',
  right: 'read',
  query: listTasksParams,
  answer: { result: taskList, example: listExample },
  async run({ applications, tasks }, { SubAppId, ...given }) {
    const { page, next } = await tasks.list(await applications.resolve(SubAppId), {
      fileId: given.FileId,
      status: given.Status,
      type: given.TaskType,
      createTime: { After: given.CreatedAfter, Before: given.CreatedBefore },
      field: given.SortBy === 'FinishTime' ? 'finish_time' : 'create_time',
      order: given.Order === 'Asc' ? 'asc' : 'desc',
      limit: given.Limit,
      from: given.ScrollToken,
    });
    const counts = await tasks.countSubTasks(page.map(({ task_id }) => task_id));
    const listed = page.map((task) => {
      const { total = 0, succeeded = 0, failed = 0, progress = 0, made = null } = counts.get(task.task_id) ?? {};
      const SubTasks = { Total: total, Succeeded: succeeded, Failed: failed };
      return { ...wireTask(task), SubTasks, Progress: progress, Makes: made && wireMade(made) };
    });
    return { TaskSet: listed, ScrollToken: next };
  },
});

function wireTask(task: TaskRow): object {
  return {
    TaskId: task.task_id,
    TaskType: task.task_type,
    Status: task.status,
    FileId: task.file_id,
    FileName: task.file_name,
    CreateTime: wireTime(task.create_time),
    BeginProcessTime: wireTime(task.begin_time),
    FinishTime: wireTime(task.finish_time),
    TasksPriority: task.priority,
    SessionId: task.session_id,
    SessionContext: task.session_context,
  };
}

function wireMade({ kind, definition, format, total, succeeded, failed, progress }: MadeCounts): object {
  return {
    ...{ Type: kind, Definition: definition, Format: format },
    ...{ Total: total, Succeeded: succeeded, Failed: failed, Progress: progress },
  };
}

function wireAnimation(row: SubTaskRow): object {
  const stored = row.settings as StoredSettings | null;
  return {
    StartTimeOffset: 0,
    EndTimeOffset: 0,
    ...row.input,
    Settings: (stored && readSettings(stored)) ?? null,
    Status: row.status,
    ErrCodeExt: row.err_code_ext,
    Message: row.message,
    Progress: row.progress,
    BeginProcessTime: wireTime(row.begin_time),
    FinishTime: wireTime(row.finish_time),
    Output: row.output,
    Facts: row.facts,
  };
}

export const taskRoutes: readonly AnyRoute[] = [create, animate, search, describe];
