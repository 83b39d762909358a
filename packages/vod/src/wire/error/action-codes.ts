import { type ApiErrorCode, apiErrors, commonCodes } from './catalogue.js';

const session = ['SessionContextTooLong', 'SessionId', 'SessionIdTooLong'] as const;
const templateFields = ['Comment', 'Format', 'Fps', 'Name', 'Quality', 'Resolution'] as const;
const webpSize = ['FormatWebpLackWidthAndHeight', 'FormatWebpWidthAndHeightBothZero'] as const;
const aiTasks = ['AiAnalysisTaskDefinition', 'AiContentReviewTaskDefinition', 'AiRecognitionTaskDefinition'] as const;

/** The codes that each action declares beyond the common codes, exactly as the official Go client documents them. */
export const actionCodes = {
  CreateAnimatedGraphicsTemplate: under({
    FailedOperation: ['InvalidVodUser'],
    InvalidParameterValue: [...templateFields, ...webpSize],
    LimitExceeded: ['TooMuchTemplate'],
  }),
  ModifyAnimatedGraphicsTemplate: under({
    InvalidParameterValue: [...templateFields, ...webpSize],
    ResourceNotFound: ['TemplateNotExist'],
  }),
  DeleteAnimatedGraphicsTemplate: under({
    ResourceNotFound: ['TemplateNotExist'],
  }),
  DescribeAnimatedGraphicsTemplates: under({
    FailedOperation: ['InvalidVodUser'],
    InvalidParameterValue: ['Definitions', 'Limit', 'Type'],
  }),

  ProcessMedia: under({
    FailedOperation: ['InvalidVodUser', 'NoNeedToReduceMediaBitrate', 'TaskDuplicate'],
    InvalidParameterValue: ['FileId', 'SubAppId', ...session, ...aiTasks],
  }),
  ProcessMediaByProcedure: under({
    FailedOperation: ['InvalidVodUser'],
    InvalidParameterValue: ['FileId', 'ProcedureName', 'SubAppId', ...session, 'UniqueIdentifier'],
  }),
  CreateProcedureTemplate: under({
    FailedOperation: ['InvalidVodUser'],
    InvalidParameter: ['ExistedProcedureName'],
    InvalidParameterValue: ['SubAppId'],
  }),
  ResetProcedureTemplate: under({
    FailedOperation: ['InvalidVodUser'],
    InvalidParameter: ['ProcedureNameNotExist'],
    InvalidParameterValue: ['SubAppId'],
  }),
  DeleteProcedureTemplate: under({ FailedOperation: ['InvalidVodUser'], InvalidParameterValue: ['SubAppId'] }),
  DescribeProcedureTemplates: under({
    FailedOperation: ['InvalidVodUser'],
    InvalidParameterValue: ['Limit', 'Names', 'Type'],
  }),

  DescribeTaskDetail: under({ FailedOperation: ['InvalidVodUser'], InvalidParameterValue: ['SubAppId', 'TaskId'] }),
  DescribeTasks: under({ FailedOperation: ['InvalidVodUser'], InvalidParameterValue: ['Status'] }),
  ManageTask: under({
    FailedOperation: ['InvalidVodUser'],
    InvalidParameterValue: ['InvalidOperationType', 'TaskId'],
  }),

  DescribeMediaInfos: under({
    FailedOperation: ['InvalidVodUser'],
    InternalError: ['GetMediaListError'],
    InvalidParameterValue: ['AppId', 'FileIds', 'FileIdsEmpty', 'FileIdsOverLimit'],
  }),
  SearchMedia: under({
    FailedOperation: ['InvalidVodUser'],
    InternalError: ['GetMediaListError'],
    InvalidParameterValue: [
      ...(['Categories', 'ClassIds', 'EndTime', 'FileIds', 'NamePrefixes', 'Names', 'Offset', 'Sort'] as const),
      ...(['SourceType', 'SourceTypes', 'StartTime', 'StorageRegions', 'StreamIds', 'SubAppId', 'Tags'] as const),
      ...(['Text', 'Types', 'Vids'] as const),
    ],
  }),
  ModifyMediaInfo: under({
    FailedOperation: ['InvalidVodUser'],
    InternalError: ['GetFileInfoError', 'UpdateMediaError', 'UploadCoverImageError'],
    InvalidParameterValue: [
      ...(['AddKeyFrameDescsAndClearKeyFrameDescsConflict', 'AddKeyFrameDescsAndDeleteKeyFrameDescsConflict'] as const),
      ...(['AddTagsAndClearTagsConflict', 'AddTagsAndDeleteTagsConflict', 'Description', 'ExpireTime'] as const),
      ...(['ImageDecodeError', 'KeyFrameDescContentTooLong', 'Name', 'TagTooLong'] as const),
    ],
    LimitExceeded: ['KeyFrameDescCountReachMax', 'TagCountReachMax'],
    ResourceNotFound: ['FileNotExist'],
  }),
  DeleteMedia: under({ FailedOperation: ['InvalidVodUser'] }),

  ModifyEventConfig: under({ FailedOperation: ['InvalidVodUser'] }),
  DescribeEventConfig: under({ FailedOperation: ['InvalidVodUser'] }),
  DescribeEventsState: under({ FailedOperation: ['InvalidVodUser'] }),
  PullEvents: under({ FailedOperation: ['InvalidVodUser'] }),
  ConfirmEvents: under({ FailedOperation: ['InvalidVodUser'] }),

  CreateSubAppId: under({ InvalidParameterValue: ['Description', 'Name'] }),
  DescribeSubAppIds: under({ ResourceNotFound: ['ServiceNotExist'] }),
  CreateClass: under({
    FailedOperation: [
      ...(['ClassLevelLimitExceeded', 'ClassNameDuplicate', 'InvalidVodUser', 'ParentIdNoFound'] as const),
      'SubclassLimitExceeded',
    ],
    InvalidParameterValue: ['ClassName', 'ParentId'],
  }),
  ModifyClass: under({
    FailedOperation: ['ClassNameDuplicate', 'ClassNoFound', 'InvalidVodUser'],
    InvalidParameterValue: ['ClassId', 'ClassName'],
  }),
  DeleteClass: under({ InvalidParameterValue: ['ClassId'], UnsupportedOperation: ['ClassNotEmpty'] }),
  DescribeAllClass: under({ FailedOperation: ['InvalidVodUser'] }),

  ApplyUpload: under({
    InvalidParameter: ['ExpireTime'],
    InvalidParameterValue: ['CoverType', 'ExpireTime', 'MediaStoragePath', 'MediaType', 'SubAppId'],
  }),
  CommitUpload: under({ InvalidParameterValue: ['SubAppId', 'VodSessionKey'] }),
  PullUpload: under({
    FailedOperation: ['CoverType', 'InvalidVodUser', 'MediaType'],
    InvalidParameter: ['ExpireTime', 'StorageRegion'],
    InvalidParameterValue: ['CoverUrl', 'ExpireTime', 'MediaStoragePath', 'MediaUrl', ...session, 'StorageRegion'],
    ResourceNotFound: ['CoverUrl', 'UserNotExist'],
  }),
  ParseStreamingManifest: under({ InvalidParameterValue: ['MediaManifestContent'] }),
} as const satisfies Record<string, readonly ApiErrorCode[]>;

export type ActionName = keyof typeof actionCodes;

/** Codes of SubAppId, which nearly every action has. */
const sharedCodes: readonly ApiErrorCode[] = ['InvalidParameterValue.SubAppId'];

/** Returns the common codes and the declared codes of an action. */
export function codesOf(action: ActionName): ApiErrorCode[] {
  const common = Object.keys(commonCodes) as ApiErrorCode[];
  return [...common, ...actionCodes[action]];
}

/**
 * Returns the code that an action may return: the given code if the action declares it, else its general form
 * (`FailedOperation` for `FailedOperation.MediaType`). Clients expect only declared codes.
 */
export function declaredCode(action: string, code: ApiErrorCode): ApiErrorCode {
  const declared: readonly ApiErrorCode[] = Object.hasOwn(actionCodes, action) ? actionCodes[action as ActionName] : [];
  if (code in commonCodes || sharedCodes.includes(code) || declared.includes(code)) return code;
  const [general = ''] = code.split('.');
  return general in commonCodes ? (general as ApiErrorCode) : code;
}

/** Returns the meaning of a code, for documentation. */
export function meaningOf(code: ApiErrorCode): string {
  return apiErrors[code];
}

type Groups = { readonly [prefix: string]: readonly string[] };
type Codes<G extends Groups> = { [P in keyof G & string]: `${P}.${G[P][number]}` }[keyof G & string];

function under<const G extends Groups>(groups: G): Codes<G>[] {
  return Object.entries(groups).flatMap(([prefix, names]) => names.map((name) => `${prefix}.${name}` as Codes<G>));
}
