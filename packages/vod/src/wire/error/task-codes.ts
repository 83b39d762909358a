/** Why a sub-task ended with `FAIL`: `ErrCodeExt`, and the older numeric `ErrCode` that goes with it. */
export const taskErrors = {
  InvalidInput: { errCode: 40000, meaning: 'The input of the task is wrong.' },
  'InvalidInput.ConfigurationUnsupported': { errCode: 40000, meaning: 'The template has a value that cannot be used.' },
  'InvalidInput.DefinitionNotExist': { errCode: 40000, meaning: 'There is no such template when the task runs.' },
  'InvalidInput.InvalidTimeOffset': { errCode: 40000, meaning: 'The segment is empty or starts beyond the end.' },
  'InvalidInput.PermissionDenied': { errCode: 40000, meaning: 'The account may not run this task.' },
  'InvalidInput.ResultFileSizeTooLarge': { errCode: 40000, meaning: 'The result is larger than allowed.' },
  'InvalidInput.TaskDuplicated': { errCode: 40000, meaning: 'The same task is under way.' },
  SourceFileError: { errCode: 60000, meaning: 'The source is broken.' },
  'SourceFileError.ContentMalformed': { errCode: 60000, meaning: 'The source is missing or cannot be decoded.' },
  'SourceFileError.ContentUnsupported': { errCode: 60000, meaning: 'The type, size or length is not supported.' },
  'SourceFileError.DownloadNotAccessible': { errCode: 60000, meaning: 'The source cannot be fetched.' },
  'SourceFileError.NoVideoMedia': { errCode: 60000, meaning: 'The source has no video.' },
  'SourceFileError.NoVideoResolution': { errCode: 60000, meaning: 'The size of the picture is not known.' },
  InternalError: { errCode: 70000, meaning: 'Something inside the service broke; the same task may succeed later.' },
} as const satisfies Record<string, { errCode: 40000 | 60000 | 70000; meaning: string }>;

export type TaskErrorCode = keyof typeof taskErrors;
