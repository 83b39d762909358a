import type { Params } from '../../api/types.ts';
import type { Application } from '../../shell/application.ts';
import type { Task } from './queries.ts';

/**
 * The request that starts a task again. Its SessionId is left out, because the service refuses one that was used.
 * @param priority Default: the same
 * @returns undefined for a task without a media, and for downloads, whose URL the service does not keep
 */
export function rerunParams(
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
