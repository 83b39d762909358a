import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import type { UploadRequest } from '../../store/tables/upload.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import type { UploadedObject, UploadedObjects } from '../cos/objects.js';
import type { Media } from '../media/media.js';
import type { MediaLibrary } from '../media/media-library.js';
import type { Procedures } from '../procedure/procedures.js';
import { failureOf } from '../task/failure.js';
import { sourceOf } from '../task/source.js';
import { subTasksOf } from '../task/sub-tasks.js';
import type { Tasks } from '../task/tasks.js';
import { countDeath, isCondemned, MAX_DEATHS } from './deaths.js';
import { readCover } from './read-cover.js';
import { procedureNotFound } from './refusals.js';
import { lockSession, type SessionRow } from './session.js';

/** Parts that commits use. */
export interface CommitParts {
  readonly db: Database;
  readonly objects: UploadedObjects;
  readonly media: MediaLibrary;
  readonly procedures: Procedures;
  readonly tasks: Tasks;
}

/** Thrown to undo a commit because another commit of the same upload was faster. */
export class CommittedAlready extends Error {}

/**
 * Makes a media of the uploaded objects, or changes the cover of one. The objects stay until the commit is complete, so that a
 * commit can be repeated after a crash.
 * @param keyId of the caller
 * @throws CommittedAlready, ApiError
 */
export async function commitSession(parts: CommitParts, row: SessionRow, keyId: string): Promise<Media> {
  const cover = row.cover_path === null ? undefined : await parts.objects.find(row.session_key, row.cover_path);
  if (row.wish !== null && row.media_path !== null) return addMedia(parts, row, keyId, row.wish, row.media_path, cover);
  if (!cover) throw notUploaded('cover');
  return parts.media.change(row.sub_app_id, row.file_id ?? '', {
    tags: { clear: false, remove: [], add: [] },
    keyFrames: { clear: false, remove: [], add: [] },
    cover: await readCover(cover),
    inTransaction: (trx) => finish(trx, row, keyId, row.file_id ?? ''),
  });
}

async function addMedia(
  parts: CommitParts,
  row: SessionRow,
  keyId: string,
  request: UploadRequest,
  path: string,
  cover: UploadedObject | undefined,
): Promise<Media> {
  const object = await parts.objects.find(row.session_key, path);
  if (!object) throw notUploaded('media file');
  if (isCondemned(row, object)) throw unreadable(condemned);
  const { sub_app_id: subAppId } = row;
  const { name, type, classId, sourceContext, expireTime } = request;
  try {
    return await parts.media.add({
      ...{ subAppId, name, type, classId, sourceContext, sourceType: 'Upload' },
      file: object.file,
      keep: 'shared',
      expireTime: expireTime === null ? null : new Date(expireTime),
      cover: cover && (await readCover(cover)),
      inTransaction: async (trx, media) => {
        await finish(trx, row, keyId, media.fileId);
        const taskId = await startProcedure(parts, trx, media, request);
        if (taskId !== undefined) await rememberTask(trx, row, taskId);
        return taskId;
      },
    });
  } catch (error) {
    throw await refusalOf(parts.db, row, object, error);
  }
}

async function finish(trx: Transaction<Tables>, row: SessionRow, keyId: string, fileId: string): Promise<void> {
  const { commit_time } = await lockSession(trx, row, keyId);
  if (commit_time !== null) throw new CommittedAlready();
  const now = new Date();
  // Ends the credentials. The commit can be repeated for a while and gets the same answer.
  await trx
    .updateTable('upload')
    .set({ file_id: fileId, commit_time: now, expire_time: now })
    .where('session_key', '=', row.session_key)
    .execute();
}

async function rememberTask(trx: Transaction<Tables>, { session_key }: SessionRow, task_id: string): Promise<void> {
  await trx.updateTable('upload').set({ task_id }).where('session_key', '=', session_key).execute();
}

/** @returns the id of the task; undefined for a task flow without sub-tasks */
async function startProcedure(
  { media: library, procedures, tasks }: CommitParts,
  trx: Transaction<Tables>,
  media: Media,
  { procedure, priority, notifyMode, sessionContext }: UploadRequest,
): Promise<string | undefined> {
  if (procedure === '' || media.storageKey === null) return undefined;
  const { subAppId, storageKey } = media;
  const found = await procedures.find(subAppId, procedure, trx);
  if (!found) throw procedureNotFound(procedure);
  const subTasks = subTasksOf(found.parts.MediaProcessTask ?? {}, `Task flow ${shown(procedure)}`);
  if (subTasks.length === 0) return undefined;
  const source = sourceOf({ ...media, storageKey }, library.urlOf);
  const session = { sessionId: '', sessionContext, sessionWindow: 0 };
  return tasks.createIn(trx, { subAppId, source, subTasks, priority, notifyMode, ...session });
}

function notUploaded(what: string) {
  const message = `The ${what} of this upload is missing or incomplete; upload it, then commit again`;
  return apiError('ResourceNotFound', message);
}

/** Converts the error of the probe for a file that cannot become a media. */
async function refusalOf(db: Database, row: SessionRow, object: UploadedObject, error: unknown): Promise<unknown> {
  const { code, message, retryable = false } = error as { code?: unknown; message: string; retryable?: boolean };
  if (typeof code !== 'string') return error;
  if (code === 'PROBES_BUSY') return apiError('RequestLimitExceeded', message, error);
  if (retryable && mayBlameFile(code)) {
    const count = await countDeath(db, row, object);
    return count >= MAX_DEATHS ? unreadable(condemned, error) : error;
  }
  // The same file may succeed the next time.
  if (retryable || failureOf(code, '').code === 'InternalError') return error;
  return unreadable(message, error);
}

/**
 * Whether a file that fails again and again may be the reason. All codes of the media process are such codes, except that of a probe
 * that the service itself ended.
 */
const mayBlameFile = (code: string): boolean => code !== 'ABORTED';

const condemned = `The decoder crashed, failed or took too long ${MAX_DEATHS} times on this file, which is probably damaged`;

function unreadable(reason: string, cause?: unknown) {
  return apiError('FailedOperation.MediaType', `The uploaded file is not a readable media file: ${reason}`, cause);
}
