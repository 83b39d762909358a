import type { UrlOf } from '../../store/storage/url.js';
import type { OnAdded } from '../media/add.js';
import type { OnDeleted } from '../media/delete.js';
import { basicInfo } from '../media/media-info.js';
import { readTree } from '../media-class/media-classes.js';
import { emit } from './emit.js';

/** Emits NewFileUpload for a media that was added. */
export function newFileUpload(urlOf: UrlOf): OnAdded {
  return async (trx, media, taskId) => {
    const classPath = (await readTree(trx, media.subAppId)).path(media.classId);
    await emit(trx, media.subAppId, {
      EventType: 'NewFileUpload',
      FileUploadEvent: {
        FileId: media.fileId,
        MediaBasicInfo: basicInfo(media, { classPath, urlOf }),
        ProcedureTaskId: taskId,
        ReviewAudioVideoTaskId: '',
        MetaData: media.meta,
      },
    });
  };
}

/** Emits FileDeleted for media, or parts of media, that were deleted. */
export const fileDeleted: OnDeleted = (trx, subAppId, fileIds, parts) =>
  emit(trx, subAppId, {
    EventType: 'FileDeleted',
    FileDeleteEvent: {
      FileIdSet: fileIds,
      FileDeleteResultInfo: fileIds.map((fileId) => ({ FileId: fileId, DeleteParts: parts })),
    },
  });
