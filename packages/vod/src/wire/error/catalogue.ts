import { parameterCodes } from './parameter-codes.js';

/** Codes that every action may return, with their meaning. */
export const commonCodes = {
  ActionOffline: 'The action is no longer available.',
  'AuthFailure.InvalidAuthorization': 'The Authorization header is missing or malformed.',
  'AuthFailure.InvalidSecretId': 'The SecretId is malformed.',
  'AuthFailure.MFAFailure': 'Multi-factor authentication failed.',
  'AuthFailure.SecretIdNotFound': 'The SecretId is unknown or disabled.',
  'AuthFailure.SignatureExpire':
    'The timestamp of the request differs too much from the time of the service, or the signed request was received before.',
  'AuthFailure.SignatureFailure': 'The signature does not match the request, or was used for another one.',
  'AuthFailure.TokenFailure': 'The token of a temporary key, a session or a link is not valid.',
  'AuthFailure.UnauthorizedOperation': 'The key pair is not allowed to perform this operation.',
  FailedOperation: 'The operation failed.',
  InternalError: 'The service failed.',
  InvalidAction: 'The action does not exist.',
  InvalidParameter: 'A parameter has a wrong type or format.',
  InvalidParameterValue: 'A parameter has a value that is not allowed.',
  LimitExceeded: 'A quota is exhausted.',
  MissingParameter: 'A required parameter is missing.',
  NoSuchVersion: 'The API version does not exist.',
  RequestLimitExceeded: 'Too many requests per second.',
  RequestSizeLimitExceeded: 'The request is too large.',
  ResourceInUse: 'The resource is in use.',
  ResourceNotFound: 'The resource does not exist.',
  ResourceUnavailable: 'The resource is not available at present.',
  ServiceUnavailable: 'The service is not available at present.',
  UnauthorizedOperation: 'The key pair has not the right for this action, or may not use the application.',
  UnknownParameter: 'A parameter is unknown. The message names the most similar known parameter.',
  UnsupportedOperation: 'The operation is not supported.',
  UnsupportedProtocol: 'The HTTP method or the content type is not supported.',
} as const satisfies Record<string, string>;

/** Codes that depend on the state of the service, with their meaning. */
const stateCodes = {
  'FailedOperation.ClassLevelLimitExceeded': 'Classes can be nested at most four levels deep.',
  'FailedOperation.ClassNameDuplicate': 'The parent already has a class with this name.',
  'FailedOperation.ClassNoFound': 'The class does not exist.',
  'FailedOperation.CoverType': 'The image format of the cover is not supported.',
  'FailedOperation.InvalidVodUser': 'The service is not activated for this account.',
  'FailedOperation.MediaForbidedBySystem': 'The media is blocked by the operator.',
  'FailedOperation.MediaType': 'The media format is not supported.',
  'FailedOperation.NoNeedToReduceMediaBitrate': 'The bit rate is already low enough.',
  'FailedOperation.ParentIdNoFound': 'The parent class does not exist.',
  'FailedOperation.SubclassLimitExceeded': 'The parent already has 500 classes.',
  'FailedOperation.TaskDuplicate': 'The same task is already running.',
  'FailedOperation.UserStatusInavlid': 'The account is suspended. (The misspelling is part of the code.)',
  'InternalError.GenDefinition': 'No id could be assigned to the template.',
  'InternalError.GetFileInfoError': 'The file could not be looked up.',
  'InternalError.GetMediaListError': 'The list of media could not be read.',
  'InternalError.UpdateMediaError': 'The media could not be changed.',
  'InternalError.UploadCoverImageError': 'The cover could not be stored.',
  'LimitExceeded.KeyFrameDescCountReachMax': 'The media has the maximum number of key frame descriptions.',
  'LimitExceeded.TagCountReachMax': 'The media has the maximum number of tags.',
  'LimitExceeded.TooMuchTemplate': 'The application has the maximum number of templates.',
  'ResourceNotFound.CoverUrl': 'There is no file at CoverUrl.',
  'ResourceNotFound.FileNotExist': 'The media does not exist.',
  'ResourceNotFound.ServiceNotExist': 'The service is not activated for this account.',
  'ResourceNotFound.TemplateNotExist': 'The template does not exist.',
  'ResourceNotFound.UserNotExist': 'The account does not exist.',
  'UnsupportedOperation.ClassNotEmpty': 'The class contains media or other classes.',
} as const satisfies Record<string, string>;

/** Every code that this service may return, with its meaning for documentation. The message of an error gives the details. */
export const apiErrors = { ...commonCodes, ...parameterCodes, ...stateCodes } as const;

export type ApiErrorCode = keyof typeof apiErrors;
