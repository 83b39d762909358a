import { expiry } from '../../domain/media/expiry.js';
import { storageRegion } from '../../domain/media/media-info.js';
import type { OpenedUpload } from '../../domain/upload/begin.js';
import { bucket } from '../../domain/upload/bucket.js';
import { type ApplyParams, applyParams, commitParams } from '../../domain/upload/params.js';
import { checkMediaType } from '../../domain/upload/refusals.js';
import type { UploadRequest } from '../../store/tables/upload.js';
import { type AnyAction, action } from '../action.js';

const apply = action({
  name: 'ApplyUpload',
  summary: 'Starts an upload. Returns the storage paths of the files and temporary credentials to upload them.',
  params: applyParams,
  async run({ applications, uploads }, params, { secretId: keyId }) {
    const subAppId = await applications.resolve(params.SubAppId);
    const coverType = params.CoverType || undefined;
    const opened = await uploads.begin({ subAppId, keyId: keyId || null, request: requestOf(params), coverType });
    return wireUpload(opened, uploads.appId);
  },
});

const commit = action({
  name: 'CommitUpload',
  summary: 'Completes an upload. The uploaded file becomes a media. A repeated request returns the same result.',
  params: commitParams,
  async run({ applications, media, uploads }, { VodSessionKey, SubAppId }) {
    const { fileId, storageKey, coverKey } = await uploads.commit(await applications.resolve(SubAppId), VodSessionKey);
    const urlOf = (key: string | null): string => (key === null ? '' : media.urlOf(key));
    return { FileId: fileId, MediaUrl: urlOf(storageKey), CoverUrl: urlOf(coverKey) };
  },
});

function requestOf(params: ApplyParams): UploadRequest {
  checkMediaType('MediaType', params.MediaType);
  return {
    name: params.MediaName,
    type: params.MediaType.toLowerCase(),
    classId: params.ClassId,
    sourceContext: params.SourceContext,
    expireTime: (params.ExpireTime && expiry(params.ExpireTime)?.toISOString()) ?? null,
    procedure: params.Procedure,
    priority: 0,
    notifyMode: '',
    sessionContext: params.SessionContext,
  };
}

function wireUpload({ row, secretKey }: OpenedUpload, appId: number): object {
  const slashed = (path: string | null): string => (path === null ? '' : `/${path}`);
  return {
    StorageBucket: `${bucket}-${appId}`,
    StorageRegion: storageRegion,
    VodSessionKey: row.session_key,
    MediaStoragePath: slashed(row.media_path),
    CoverStoragePath: slashed(row.cover_path),
    TempCertificate: {
      SecretId: row.secret_id,
      SecretKey: secretKey,
      Token: row.token,
      ExpiredTime: Math.floor(row.expire_time.getTime() / 1000),
    },
  };
}

export const uploadActions: readonly AnyAction[] = [apply, commit];
