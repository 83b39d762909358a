import type { ApiErrorCode } from '../../wire/error/catalogue.js';

/** `code` of an answer to a client upload, and its meaning. The contract does not document these codes. */
export const ugcCodes = {
  0: 'Success.',
  1001: 'The signature is invalid or has expired, or its key pair is unknown, disabled or not allowed to sign uploads to the application.',
  1002: 'The signature does not permit this: it is for one upload, and another one used it, or it is for other media.',
  1003: 'The request is malformed, or a parameter of the request or of the signature is missing or invalid.',
  1004: 'The upload does not exist or has ended. Start a new upload.',
  1005: 'The file to commit was not uploaded, or the media does not exist.',
  1006: 'The uploaded file is not a media file, or the cover is not an image.',
  1007: 'The action does not exist.',
  1008: 'The signature, its key pair or the application has too many open uploads. Try again later.',
  1500: 'The service failed. Try again later.',
} as const;

export type UgcCode = keyof typeof ugcCodes;

/** By code of API 3.0, or by the part before its dot. */
const numbers: Readonly<Partial<Record<ApiErrorCode | 'AuthFailure', UgcCode>>> = {
  AuthFailure: 1001,
  UnauthorizedOperation: 1001,
  'AuthFailure.UnauthorizedOperation': 1002,
  MissingParameter: 1003,
  InvalidParameter: 1003,
  InvalidParameterValue: 1003,
  RequestSizeLimitExceeded: 1003,
  'InvalidParameterValue.VodSessionKey': 1004,
  ResourceNotFound: 1005,
  FailedOperation: 1006,
  InvalidAction: 1007,
  LimitExceeded: 1008,
};

export function ugcCodeOf(code: ApiErrorCode): UgcCode {
  const [group = ''] = code.split('.');
  return numbers[code] ?? numbers[group as ApiErrorCode] ?? 1500;
}
