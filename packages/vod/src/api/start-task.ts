import { checkedUrl, sourceOf } from '../domain/task/source.js';
import { fileNameOf } from '../domain/task/source-name.js';
import type { NewSubTask, TaskSource } from '../domain/task/task.js';
import type { NotifyMode } from '../store/tables/task.js';
import { apiError } from '../wire/error/api-error.js';
import { shown } from '../wire/params/message.js';
import type { Service } from './service.js';

/** Common parameters of the requests that start a task. */
export interface StartParams {
  readonly TasksPriority: number;
  readonly TasksNotifyMode: NotifyMode | '';
  readonly SessionContext: string;
  readonly SessionId: string;
}

/** Starts a task. @param window see NewTask.sessionWindow @returns its ID */
export function startTask(
  { tasks }: Service,
  subAppId: number,
  source: TaskSource,
  params: StartParams,
  subTasks: readonly NewSubTask[],
  window: number,
): Promise<string> {
  return tasks.create({
    subAppId,
    source,
    subTasks,
    priority: params.TasksPriority,
    notifyMode: params.TasksNotifyMode,
    sessionId: params.SessionId,
    sessionContext: params.SessionContext,
    sessionWindow: window,
  });
}

/** The source of a task for a media, or for a URL, which the task downloads when it runs. @throws ApiError */
export async function sourceFor(
  service: Service,
  subAppId: number,
  { FileId, Url }: { readonly FileId: string; readonly Url: string },
): Promise<TaskSource> {
  if (FileId !== '') return librarySource(service, subAppId, FileId);
  if (Url === '') throw apiError('MissingParameter', 'FileId is missing; give FileId or Url');
  const name = fileNameOf(checkedUrl(Url, 'Url', 'InvalidParameterValue'));
  return { fileId: '', fileName: name, fileUrl: '', meta: null, pull: { url: Url } };
}

/** The source of a task for a media of the library. @throws ApiError InvalidParameterValue.FileId */
export async function librarySource({ media }: Service, subAppId: number, fileId: string): Promise<TaskSource> {
  const source = await media.find(subAppId, fileId);
  if (!source?.storageKey) {
    const problem = source
      ? `The original file of media ${shown(fileId)} was deleted`
      : `Media ${shown(fileId)} not found`;
    throw apiError('InvalidParameterValue.FileId', `${problem} (FileId)`);
  }
  return sourceOf({ ...source, storageKey: source.storageKey }, media.urlOf);
}
