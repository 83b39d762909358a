import { type CosError, cosError } from './errors.js';
import type { CosRequest } from './request.js';

/** `AWS4-HMAC-SHA256 Credential=...`, also the other algorithms of version 4; `AWS AKID:signature` of version 2. */
const header = /^(?:AWS4-[A-Z0-9-]+ |AWS [^: ]+:)/;

/** Each signed URL has one of these parameters, in versions 4 and 2; in lower case. */
const signing = ['x-amz-signature', 'x-amz-algorithm', 'x-amz-credential', 'awsaccesskeyid'];

/**
 * Whether a request is signed as clients of S3 do it, in a header or in its URL. Requests of the API are not, whatever their
 * parameters hold: they have an Authorization of their own, or a parameter `Action`.
 */
export function hasS3Signature({ url, headers: { authorization } }: Pick<CosRequest, 'url' | 'headers'>): boolean {
  if (authorization !== undefined) return header.test(authorization);
  const mark = url.indexOf('?');
  if (mark < 0) return false;
  const names = url
    .slice(mark + 1)
    .split('&')
    .map((pair) => pair.split('=', 1)[0] ?? '');
  return !names.includes('Action') && names.some((name) => signing.includes(name.toLowerCase()));
}

/** COS answers the same code where it does not take a signature. */
export function s3Refused(): CosError {
  return cosError(
    'AccessDenied',
    'This object store takes signatures of COS (Authorization: q-sign-algorithm=sha1&...), not of S3 (AWS4-HMAC-SHA256). ' +
      'Upload with an SDK of VOD or COS, and with the temporary credentials that ApplyUpload answers',
  );
}
