import { expect, test } from 'vitest';
import { cosErrors } from './errors.js';

/** The COS error codes that uploads of objects can cause, and their HTTP status. */
const listed: Readonly<Record<number, readonly string[]>> = {
  400: [
    ...['BadDigest', 'BadRequest', 'EntitySizeNotMatch', 'EntityTooLarge', 'EntityTooSmall', 'ExpiredToken'],
    ...['IncompleteBody', 'InvalidArgument', 'InvalidBucketName', 'InvalidDigest', 'InvalidObjectName', 'InvalidPart'],
    ...['InvalidPartOrder', 'InvalidRequest', 'InvalidSHA1Digest', 'InvalidUploadStatus', 'InvalidURI', 'KeyTooLong'],
    ...['MalformedXML', 'MissingRequestBodyError', 'RequestTimeOut', 'UserNetworkTooSlow', 'XMLSizeLimit'],
  ],
  403: ['AccessDenied', 'InvalidAccessKeyId', 'InvalidObjectState', 'RequestTimeTooSkewed', 'SignatureDoesNotMatch'],
  404: ['NoSuchBucket', 'NoSuchKey', 'NoSuchUpload', 'NoSuchVersion'],
  405: ['MethodNotAllowed'],
  411: ['MissingContentLength'],
  500: ['InternalError'],
  503: ['ServiceUnavailable', 'SlowDown'],
};

test.each(Object.entries(cosErrors))('%s is a code that COS lists, with status %i', (code, status) => {
  expect(listed[status]).toContain(code);
});
