import type { OnDeleted } from '../media/delete.js';
import { emit } from './emit.js';

/** Tells of media, or parts of them, that are deleted. */
export const fileDeleted: OnDeleted = (trx, subAppId, fileIds, parts) =>
  emit(trx, subAppId, {
    EventType: 'FileDeleted',
    FileDeleteEvent: {
      FileIdSet: fileIds,
      FileDeleteResultInfo: fileIds.map((fileId) => ({ FileId: fileId, DeleteParts: parts })),
    },
  });
