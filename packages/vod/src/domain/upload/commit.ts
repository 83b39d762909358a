import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import type { UploadRequest } from '../../store/tables/upload.js';
import { apiError } from '../../wire/error/api-error.js';
import type { UploadedObject, UploadedObjects } from '../cos/objects.js';
import type { Media } from '../media/media.js';
import type { MediaLibrary } from '../media/media-library.js';
import type { Procedures } from '../procedure/procedures.js';
import { failureOf } from '../task/failure.js';
import { sourceOf } from '../task/source.js';
import { subTasksOf } from '../task/sub-tasks.js';
import type { Tasks } from '../task/tasks.js';
import { readCover } from './cover.js';
import { missingFlow } from './refusals.js';
import { lockSession, type SessionRow } from './session.js';

/** What commits need. */
export interface CommitRoom {
  readonly objects: UploadedObjects;
  readonly media: MediaLibrary;
  readonly procedures: Procedures;
  readonly tasks: Tasks;
}

/** Thrown where a commit finds that another one of the same upload was first: what it wrote is undone. */
export class CommittedAlready extends Error {}

/**
 * Makes of what was uploaded what was asked for. The uploaded bytes stay until that is done: whatever is killed before, the
 * same can be done again.
 * @throws CommittedAlready, ApiError
 */
export async function commitSession(room: CommitRoom, row: SessionRow): Promise<Media> {
  const cover = row.cover_path === null ? undefined : await room.objects.find(row.session_key, row.cover_path);
  if (row.wish !== null && row.media_path !== null) return addMedia(room, row, row.wish, row.media_path, cover);
  if (!cover) throw notThere('cover');
  return room.media.change(row.sub_app_id, row.file_id ?? '', {
    tags: { clear: false, remove: [], add: [] },
    keyFrames: { clear: false, remove: [], add: [] },
    cover: await readCover(cover),
    within: (trx) => finish(trx, row, row.file_id ?? ''),
  });
}

async function addMedia(
  room: CommitRoom,
  row: SessionRow,
  wish: UploadRequest,
  path: string,
  cover: UploadedObject | undefined,
): Promise<Media> {
  const object = await room.objects.find(row.session_key, path);
  if (!object) throw notThere('media file');
  const { sub_app_id: subAppId } = row;
  const { name, type, classId, sourceContext, expireTime } = wish;
  try {
    return await room.media.add({
      ...{ subAppId, name, type, classId, sourceContext, sourceType: 'Upload' },
      file: object.file,
      keep: 'shared',
      expireTime: expireTime === null ? null : new Date(expireTime),
      cover: cover && (await readCover(cover)),
      within: async (trx, media) => {
        await finish(trx, row, media.fileId);
        return startFlow(room, trx, media, wish);
      },
    });
  } catch (error) {
    throw refusalOf(error);
  }
}

async function finish(trx: Transaction<Tables>, row: SessionRow, fileId: string): Promise<void> {
  const { commit_time } = await lockSession(trx, row);
  if (commit_time !== null) throw new CommittedAlready();
  const now = new Date();
  // From now on nothing can be uploaded, and the answer can be asked for again for a while.
  await trx
    .updateTable('upload')
    .set({ file_id: fileId, commit_time: now, expire_time: now })
    .where('session_key', '=', row.session_key)
    .execute();
}

/** @returns the id of the task; undefined for a flow with nothing to do */
async function startFlow(
  { media: library, procedures, tasks }: CommitRoom,
  trx: Transaction<Tables>,
  media: Media,
  { procedure, priority, notifyMode, sessionContext }: UploadRequest,
): Promise<string | undefined> {
  if (procedure === '' || media.storageKey === null) return undefined;
  const { subAppId, storageKey } = media;
  const flow = await procedures.find(subAppId, procedure, trx);
  if (!flow) throw missingFlow(procedure);
  const subTasks = subTasksOf(flow.parts.MediaProcessTask ?? {});
  if (subTasks.length === 0) return undefined;
  const source = sourceOf({ ...media, storageKey }, library.urlOf);
  const session = { sessionId: '', sessionContext, sessionWindow: 0 };
  return tasks.createIn(trx, { subAppId, source, subTasks, priority, notifyMode, ...session });
}

function notThere(what: string) {
  const message = `The ${what} of this upload is not there, or not whole; upload it first, then commit`;
  return apiError('ResourceNotFound', message);
}

/** What the probe says of a file that is no media, in the contract's words. */
function refusalOf(error: unknown): unknown {
  const { code, message, retryable } = error as { code?: unknown; message: string; retryable?: boolean };
  // It may be one the next time.
  if (retryable === true || typeof code !== 'string' || failureOf(code, '').code === 'InternalError') return error;
  return apiError('FailedOperation.MediaType', `What was uploaded is no media that can be read: ${message}`, error);
}
