/** HTTP statuses of the codes under `/x/v1`, by code or by its general form. API 3.0 answers every error with status 200. */
const statuses: Readonly<Record<string, number>> = {
  AuthFailure: 401,
  'AuthFailure.UnauthorizedOperation': 403,
  FailedOperation: 409,
  InternalError: 500,
  LimitExceeded: 409,
  RequestLimitExceeded: 429,
  RequestSizeLimitExceeded: 413,
  ResourceInUse: 409,
  ResourceNotFound: 404,
  ResourceUnavailable: 409,
  ServiceUnavailable: 503,
  UnauthorizedOperation: 403,
  UnsupportedProtocol: 415,
};

/** Returns the HTTP status of an error. 400 for those of parameters. */
export function httpStatusOf(code: string): number {
  const [general = ''] = code.split('.');
  const found = [code, general].find((one) => Object.hasOwn(statuses, one)) ?? '';
  return statuses[found] ?? 400;
}
