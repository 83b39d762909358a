import type { ApiErrorCode } from '../../wire/error/catalogue.js';

/** `code` of an answer to a client upload, and what it means. The contract has published none that could be read. */
export const ugcCodes = {
  0: 'Success.',
  1001: 'The signature is not valid: it does not match its key pair, has expired, or its key pair is unknown or disabled.',
  1002: 'The signature allows one upload and was already used.',
  1003: 'The request cannot be read, or a value in it or in its signature is missing or out of range.',
  1004: 'There is no such upload, or it has ended; start a new one.',
  1005: 'The file to commit was not uploaded, or there is no such media.',
  1006: 'The uploaded file is not a media file, or the cover is not an image.',
  1007: 'There is no such action.',
  1500: 'The service failed; try again later.',
} as const;

export type UgcCode = keyof typeof ugcCodes;

/** By the code that API 3.0 has for it, or by the part before its dot. */
const numbers: Readonly<Partial<Record<ApiErrorCode | 'AuthFailure', UgcCode>>> = {
  AuthFailure: 1001,
  'AuthFailure.UnauthorizedOperation': 1002,
  MissingParameter: 1003,
  InvalidParameter: 1003,
  InvalidParameterValue: 1003,
  RequestSizeLimitExceeded: 1003,
  'InvalidParameterValue.VodSessionKey': 1004,
  ResourceNotFound: 1005,
  FailedOperation: 1006,
  InvalidAction: 1007,
};

export function ugcCodeOf(code: ApiErrorCode): UgcCode {
  const [group = ''] = code.split('.');
  return numbers[code] ?? numbers[group as ApiErrorCode] ?? 1500;
}
