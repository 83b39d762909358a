/** Error codes of sub-tasks: `ErrCodeExt`, the older numeric `ErrCode`, and the meaning. */
export const taskErrors = {
  InvalidInput: { errCode: 40000, meaning: 'The input of the task is invalid.' },
  'InvalidInput.ConfigurationUnsupported': {
    errCode: 40000,
    meaning: 'The template has a value that is not supported.',
  },
  'InvalidInput.DefinitionNotExist': { errCode: 40000, meaning: 'The template does not exist when the task runs.' },
  'InvalidInput.InvalidTimeOffset': {
    errCode: 40000,
    meaning: 'The segment is empty or starts after the end of the video.',
  },
  'InvalidInput.PermissionDenied': { errCode: 40000, meaning: 'The account is not allowed to run this task.' },
  'InvalidInput.ResultFileSizeTooLarge': { errCode: 40000, meaning: 'The result exceeds the size limit.' },
  'InvalidInput.TaskDuplicated': { errCode: 40000, meaning: 'The same task is already running.' },
  SourceFileError: { errCode: 60000, meaning: 'The source is not usable.' },
  'SourceFileError.ContentMalformed': { errCode: 60000, meaning: 'The source is missing or cannot be decoded.' },
  'SourceFileError.ContentUnsupported': {
    errCode: 60000,
    meaning:
      'The type, size or duration of the source is not supported, or the animation needs more memory or time than the service allows.',
  },
  'SourceFileError.DownloadNotAccessible': { errCode: 60000, meaning: 'The source cannot be downloaded.' },
  'SourceFileError.NoVideoMedia': { errCode: 60000, meaning: 'The source has no video stream.' },
  'SourceFileError.NoVideoResolution': { errCode: 60000, meaning: 'The frame size of the video is unknown.' },
  InternalError: { errCode: 70000, meaning: 'The service failed. The task may succeed if it is started again.' },
} as const satisfies Record<string, { errCode: 40000 | 60000 | 70000; meaning: string }>;

export type TaskErrorCode = keyof typeof taskErrors;
