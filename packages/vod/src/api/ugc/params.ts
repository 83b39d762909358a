import { coverType, expireTime, mediaName, mediaType, region } from '../../domain/upload/params.js';
import { optional, withDefault } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { MAX_CHARACTERS as MAX_SIGNATURE } from '../../wire/signature/upload.js';

export const signedParams = object({ signature: string({ max: MAX_SIGNATURE, secret: true }) });

const sessionKey = string({ min: 1, max: 128, code: 'InvalidParameterValue.VodSessionKey' });

/** Resumes an upload (`vodSessionKey`), changes the cover of a media (`fileId`), or uploads a new file. */
export const applyParams = object({
  vodSessionKey: optional(sessionKey),
  fileId: optional(string({ min: 1, max: 64 })),
  videoName: withDefault(mediaName, ''),
  videoType: optional(mediaType),
  coverType: withDefault(coverType, ''),
  storageRegion: withDefault(region, ''),
  ExpireTime: optional(expireTime),
});

export const commitParams = object({ vodSessionKey: sessionKey });
