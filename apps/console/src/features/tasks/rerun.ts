import { call } from '../../api/call.ts';
import { client, unwrap } from '../../api/client.ts';
import type { Params } from '../../api/types.ts';
import type { Application } from '../../shell/application.ts';
import type { Task } from './queries.ts';

/**
 * The request that starts a task again. Its SessionId is left out, because the service refuses one that was used.
 * @param priority Default: the same
 * @returns undefined for a task without a media, and for downloads, whose URL the service does not keep
 */
function rerunParams(
  application: Application,
  { ProcedureTask: task }: Task,
  priority?: number,
): Params<'ProcessMedia'> | undefined {
  if (!task || task.FileId === '') return undefined;
  const sets: Record<string, object[]> = {};
  for (const { Type: _, ...members } of task.MediaProcessResultSet) {
    // AnimatedGraphicTask is an element of AnimatedGraphicTaskSet, and so are the others.
    for (const [member, { Input }] of Object.entries(members)) {
      const set = `${member}Set`;
      sets[set] = [...(sets[set] ?? []), Input];
    }
  }
  if (Object.keys(sets).length === 0) return undefined;
  return {
    ...application,
    FileId: task.FileId,
    MediaProcessTask: sets,
    TasksPriority: priority ?? task.TasksPriority,
    TasksNotifyMode: task.TasksNotifyMode,
    SessionContext: task.SessionContext,
  };
}

/**
 * Starts a task again. One whose animations have settings of their own is started with those.
 * @param priority Default: the same
 * @throws ApiError
 */
export async function startAgain(
  application: Application,
  taskId: string,
  task: Task,
  priority?: number,
): Promise<{ readonly TaskId: string }> {
  const params = rerunParams(application, task, priority);
  if (params === undefined) throw new Error('This task cannot be started again');
  const { MediaProcessTask, FileId = '', TasksPriority = 0, TasksNotifyMode = '', SessionContext = '' } = params;
  const hasSettings = MediaProcessTask.AnimatedGraphicTaskSet?.some(({ Definition }) => Definition === 0) === true;
  if (!hasSettings) return call('ProcessMedia', params);
  const path = { TaskId: taskId };
  const { Animations } = await unwrap(client.GET('/x/v1/tasks/{TaskId}', { params: { path, query: application } }));
  const again = Animations.map(({ Definition, Settings, StartTimeOffset, EndTimeOffset }) => {
    return { StartTimeOffset, EndTimeOffset, ...(Settings ? { Settings } : { Definition }) };
  });
  const common = { FileId, TasksPriority, TasksNotifyMode, SessionContext };
  return unwrap(client.POST('/x/v1/tasks', { body: { ...application, ...common, Animations: again } }));
}
