import { storageRegion } from '../../domain/media/media-info.js';
import type { OpenedUpload } from '../../domain/upload/begin.js';
import { bucket } from '../../domain/upload/bucket.js';
import { applyParams, commitParams } from '../../domain/upload/params.js';
import { checkMediaType } from '../../domain/upload/refusals.js';
import { requestOf } from '../../domain/upload/request.js';
import { type AnyAction, action } from '../action.js';

const apply = action({
  name: 'ApplyUpload',
  summary: 'Starts an upload. Returns the storage paths of the files and temporary credentials to upload them.',
  params: applyParams,
  async run({ applications, uploads }, params, { secretId }) {
    const subAppId = await applications.resolve(params.SubAppId);
    const coverType = params.CoverType || undefined;
    checkMediaType('MediaType', params.MediaType);
    const request = requestOf(params, params.MediaType);
    const opened = await uploads.begin({ subAppId, owner: { keyId: secretId }, request, coverType });
    return wireUpload(opened, uploads.appId);
  },
});

const commit = action({
  name: 'CommitUpload',
  summary: 'Completes an upload. The uploaded file becomes a media. A repeated request returns the same result.',
  params: commitParams,
  async run({ applications, media, uploads }, { VodSessionKey, SubAppId }, { secretId }) {
    const subAppId = await applications.resolve(SubAppId);
    const { fileId, storageKey, coverKey } = await uploads.commit(subAppId, VodSessionKey, { keyId: secretId });
    const urlOf = (key: string | null): string => (key === null ? '' : media.urlOf(key));
    return { FileId: fileId, MediaUrl: urlOf(storageKey), CoverUrl: urlOf(coverKey) };
  },
});

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
