import { expiry } from '../../domain/media/expiry.js';
import { storageRegion } from '../../domain/media/media-info.js';
import type { OpenedUpload } from '../../domain/upload/begin.js';
import { bucket } from '../../domain/upload/bucket.js';
import type { OneTimeSignature } from '../../domain/upload/one-time-signature.js';
import { region } from '../../domain/upload/params.js';
import { checkMediaType } from '../../domain/upload/refusals.js';
import type { UploadRequest } from '../../store/tables/upload.js';
import { apiError } from '../../wire/error/api-error.js';
import { type Infer, parseParams } from '../../wire/params/kind.js';
import type { DecodedParams } from '../../wire/params/wire.js';
import type { UploadParams } from '../../wire/signature/upload.js';
import type { Service } from '../service.js';
import { applyParams, commitParams } from './params.js';

/** Host name that clients expect. */
const host = 'vod2.qcloud.com';

/** What the signature of a client upload permits. */
export interface UploadPermit {
  readonly params: UploadParams;
  readonly subAppId: number;
  /** SecretId of the key pair that signed. */
  readonly secretId: string;
  /** The signature, if it is valid for one upload. */
  readonly oneTime?: OneTimeSignature | undefined;
}

/** One action of client uploads. @returns `data` of the answer. */
export type UgcAction = (service: Service, permit: UploadPermit, body: DecodedParams) => Promise<object>;

/** Lists the regions. With one region, clients do not look for the nearest one. */
const prepare: UgcAction = async ({ uploads: { appId } }) => ({
  appId,
  cosRegionList: [{ region: storageRegion, domain: `${bucket}-${appId}.cos.${storageRegion}.myqcloud.com` }],
});

const apply: UgcAction = async ({ uploads }, { params, subAppId, secretId: keyId, oneTime }, body) => {
  const asked = parseParams(applyParams, body);
  if (asked.vodSessionKey !== undefined) {
    return wireUpload(await uploads.resume(subAppId, asked.vodSessionKey, oneTime), uploads.appId);
  }
  region.read(params.storageRegion ?? '', { name: 'storageRegion of the signature', wire: 'json' });
  const what = asked.fileId === undefined ? { request: requestOf(asked, params) } : { fileId: asked.fileId };
  const coverType = asked.coverType || undefined;
  if (asked.fileId !== undefined && coverType === undefined) {
    throw apiError('MissingParameter', 'coverType is missing; a request with fileId changes the cover of the media');
  }
  return wireUpload(await uploads.begin({ subAppId, keyId, ...what, coverType }, oneTime), uploads.appId);
};

const commit: UgcAction = async ({ media, uploads }, { subAppId, oneTime }, body) => {
  const { vodSessionKey } = parseParams(commitParams, body);
  const { fileId, storageKey, coverKey } = await uploads.commit(subAppId, vodSessionKey, oneTime);
  return {
    video: { url: storageKey === null ? '' : media.urlOf(storageKey), verify_content: '' },
    ...(coverKey !== null && { cover: { url: media.urlOf(coverKey) } }),
    fileId,
  };
};

export const ugcActions: ReadonlyMap<string, UgcAction> = new Map([
  ['PrepareUploadUGC', prepare],
  ['ApplyUploadUGC', apply],
  ['CommitUploadUGC', commit],
]);

/** The signature gives the settings of the media, and the request gives its name and type. */
function requestOf(
  { videoName, videoType, ExpireTime }: Infer<typeof applyParams>,
  params: UploadParams,
): UploadRequest {
  if (videoType === undefined) {
    throw apiError('MissingParameter', 'videoType is missing; set videoType, vodSessionKey or fileId');
  }
  checkMediaType('videoType', videoType);
  return {
    name: videoName,
    type: videoType.toLowerCase(),
    classId: params.classId ?? 0,
    sourceContext: params.sourceContext ?? '',
    expireTime: (ExpireTime && expiry(ExpireTime)?.toISOString()) ?? null,
    procedure: params.procedure ?? '',
    priority: params.taskPriority ?? 0,
    notifyMode: params.taskNotifyMode ?? '',
    sessionContext: params.sessionContext ?? '',
  };
}

function wireUpload({ row, secretKey }: OpenedUpload, appId: number): object {
  const at = (path: string) => ({ storageSignature: '', storagePath: `/${path}` });
  return {
    ...(row.media_path !== null && { video: at(row.media_path) }),
    ...(row.cover_path !== null && { cover: at(row.cover_path) }),
    storageAppId: appId,
    storageBucket: bucket,
    storageRegion: 'gz',
    // Clients read one or the other.
    storageRegionV5: storageRegion,
    StorageRegionV5: storageRegion,
    domain: host,
    // The SDK for WeChat mini programs sends COS requests to this host.
    MiniProgramAccelerateHost: host,
    vodSessionKey: row.session_key,
    appId,
    // Clients sign for the time between timestamp and expiredTime.
    timestamp: Math.floor(Date.now() / 1000),
    tempCertificate: {
      secretId: row.secret_id,
      secretKey,
      token: row.token,
      expiredTime: Math.floor(row.expire_time.getTime() / 1000),
    },
  };
}
