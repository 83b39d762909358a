import type { UrlOf } from '../../store/storage/url.js';
import type { OnAdded } from '../media/add.js';
import { basicInfo } from '../media/media-info.js';
import { readTree } from '../media-class/media-classes.js';
import { emit } from './emit.js';

/** Tells of media that came. */
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
