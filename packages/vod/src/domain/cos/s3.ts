import { type CosError, cosError } from './errors.js';
import type { CosRequest } from './request.js';

/** `AWS4-HMAC-SHA256 Credential=...`, also the other algorithms of version 4; `AWS AKID:signature` of version 2. */
const header = /^(?:AWS4-[A-Z0-9-]+ |AWS [^: ]+:)/;

/** Each signed URL has one of these parameters, in versions 4 and 2; in lower case. */
const signing = ['x-amz-signature', 'x-amz-algorithm', 'x-amz-credential', 'awsaccesskeyid'];

/**
 * Whether a request has an S3 signature, in a header or in its URL. Requests of the API, which have their own Authorization or a
 * parameter `Action`, have none, whatever their other parameters are.
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

/** COS answers signatures that it does not accept with the same code. */
export function s3Refused(): CosError {
  return cosError(
    'AccessDenied',
    'This object store accepts COS signatures (Authorization: q-sign-algorithm=sha1&...), not S3 signatures ' +
      '(AWS4-HMAC-SHA256). Upload with a VOD or COS SDK and the temporary credentials that ApplyUpload returns',
  );
}
