import { expiry } from '../../domain/media/expiry.js';
import { storageRegion } from '../../domain/media/media-info.js';
import type { Opened } from '../../domain/upload/begin.js';
import { bucket } from '../../domain/upload/bucket.js';
import type { OneTime } from '../../domain/upload/mark.js';
import { region } from '../../domain/upload/params.js';
import { checkMediaType } from '../../domain/upload/refusals.js';
import type { UploadRequest } from '../../store/tables/upload.js';
import { apiError } from '../../wire/error/api-error.js';
import { type Infer, parseParams } from '../../wire/params/kind.js';
import type { DecodedParams } from '../../wire/params/wire.js';
import type { UploadParams } from '../../wire/signature/upload-params.js';
import type { Service } from '../service.js';
import { applyParams, commitParams } from './params.js';

/** Host name that is built into clients. */
const host = 'vod2.qcloud.com';

/** What the signature of a client upload allows. */
export interface Leave {
  readonly params: UploadParams;
  readonly subAppId: number;
  /** The signature itself, when it is good for one upload. */
  readonly oneTime?: OneTime | undefined;
}

/** One action of client uploads. @returns `data` of the answer. */
export type UgcAction = (service: Service, leave: Leave, body: DecodedParams) => Promise<object>;

/** Where the file would go. With one region only, clients do not look for the nearest one. */
const prepare: UgcAction = async ({ uploads: { appId } }) => ({
  appId,
  cosRegionList: [{ region: storageRegion, domain: `${bucket}-${appId}.cos.${storageRegion}.myqcloud.com` }],
});

const apply: UgcAction = async ({ uploads }, { params, subAppId, oneTime }, body) => {
  const asked = parseParams(applyParams, body);
  if (asked.vodSessionKey !== undefined) {
    return wireOpened(await uploads.resume(subAppId, asked.vodSessionKey, oneTime), uploads.appId);
  }
  region.read(params.storageRegion ?? '', { name: 'storageRegion of the signature', wire: 'json' });
  const what = asked.fileId === undefined ? { wish: wishOf(asked, params) } : { fileId: asked.fileId };
  const coverType = asked.coverType || undefined;
  if (asked.fileId !== undefined && coverType === undefined) {
    throw apiError('MissingParameter', 'coverType is missing; with fileId, the cover of that media is changed');
  }
  return wireOpened(await uploads.begin({ subAppId, ...what, coverType }, oneTime), uploads.appId);
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

/** The signature says what is to become of the file, the request what it is. */
function wishOf({ videoName, videoType, ExpireTime }: Infer<typeof applyParams>, params: UploadParams): UploadRequest {
  if (videoType === undefined) {
    throw apiError('MissingParameter', 'videoType is missing; give it, or a vodSessionKey, or a fileId');
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

function wireOpened({ row, secretKey }: Opened, appId: number): object {
  const at = (path: string) => ({ storageSignature: '', storagePath: `/${path}` });
  return {
    ...(row.media_path !== null && { video: at(row.media_path) }),
    ...(row.cover_path !== null && { cover: at(row.cover_path) }),
    storageAppId: appId,
    storageBucket: bucket,
    storageRegion: 'gz',
    // Clients read the one or the other.
    storageRegionV5: storageRegion,
    StorageRegionV5: storageRegion,
    domain: host,
    // The SDK for WeChat mini programs sends requests for the bucket there.
    MiniProgramAccelerateHost: host,
    vodSessionKey: row.session_key,
    appId,
    // Clients sign for the time between these two.
    timestamp: Math.floor(Date.now() / 1000),
    tempCertificate: {
      secretId: row.secret_id,
      secretKey,
      token: row.token,
      expiredTime: Math.floor(row.expire_time.getTime() / 1000),
    },
  };
}
