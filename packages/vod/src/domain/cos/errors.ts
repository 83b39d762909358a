/** The COS error codes of this service with their HTTP status. COS documents all of them. */
export const cosErrors = {
  AccessDenied: 403,
  BadDigest: 400,
  EntityTooLarge: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidURI: 400,
  MalformedXML: 400,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  RequestTimeTooSkewed: 403,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  SlowDown: 503,
  XMLSizeLimit: 400,
} as const;

export type CosErrorCode = keyof typeof cosErrors;

/** An error for clients of COS: `Code` and `Message` of the answer. The message never contains a secret. */
export class CosError extends Error {
  readonly code: CosErrorCode;

  constructor(code: CosErrorCode, message: string) {
    super(message);
    this.name = 'CosError';
    this.code = code;
  }

  /** HTTP status. */
  get status(): number {
    return cosErrors[this.code];
  }
}

/** For `throw cosError(...)`. */
export function cosError(code: CosErrorCode, message: string): CosError {
  return new CosError(code, message);
}
