import type { UploadRequest } from '../../store/tables/upload.js';
import { expiry } from '../media/expiry.js';
import type { MediaParams } from './params.js';

/**
 * The media to make, from the parameters of an upload.
 * @param type extension; empty: unknown
 * @throws ApiError InvalidParameterValue.ExpireTime
 */
export function requestOf(params: MediaParams, type: string): UploadRequest {
  return {
    name: params.MediaName,
    type: type.toLowerCase(),
    classId: params.ClassId,
    sourceContext: params.SourceContext,
    expireTime: (params.ExpireTime && expiry(params.ExpireTime)?.toISOString()) ?? null,
    procedure: params.Procedure,
    priority: 0,
    notifyMode: '',
    sessionContext: params.SessionContext,
  };
}
