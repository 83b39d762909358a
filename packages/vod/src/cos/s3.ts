import { type CosError, cosError } from './errors.js';
import type { CosRequest } from './request.js';

/** `AWS4-HMAC-SHA256 Credential=...`, also the other algorithms of version 4; `AWS AKID:signature` of version 2. */
const header = /^(?:AWS4-[A-Z0-9-]+ |AWS [^: ]+:)/;

/** Parameters of signed URLs: each has one of these, in versions 4 and 2. */
const params = /[?&](?:X-Amz-(?:Signature|Algorithm|Credential)|AWSAccessKeyId)=/i;

/** Whether a request is signed as clients of S3 do it, in a header or in its URL. */
export function hasS3Signature({ url, headers }: Pick<CosRequest, 'url' | 'headers'>): boolean {
  return header.test(headers.authorization ?? '') || params.test(url);
}

/** COS answers the same code where it does not take a signature. */
export function s3Refused(): CosError {
  return cosError(
    'AccessDenied',
    'This object store takes signatures of COS (Authorization: q-sign-algorithm=sha1&...), not of S3 (AWS4-HMAC-SHA256). ' +
      'Upload with an SDK of VOD or COS, and with the temporary credentials that ApplyUpload answers',
  );
}
