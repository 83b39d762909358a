import { input } from '../../wire/contract/input.js';
import { ignored } from '../../wire/params/ignored.js';
import { described, optional, withDefault } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { time } from '../../wire/params/time.js';
import { extInfo, subAppId } from '../application/sub-app-id.js';
import { mediaProcessTask } from '../procedure/media-process-task.js';

/** Parameters of all actions that start a task. */
export const startParams = {
  SubAppId: subAppId,
  TasksPriority: described(
    withDefault(integer({ min: -10, max: 10 }), 0),
    'Priority of the task. Tasks with a higher priority are processed first.',
  ),
  SessionContext: described(
    withDefault(string({ max: 1000, code: 'InvalidParameterValue.SessionContextTooLong' }), ''),
    'Any text. Returned in the task and its events.',
  ),
  SessionId: described(
    withDefault(string({ max: 50, code: 'InvalidParameterValue.SessionIdTooLong' }), ''),
    'Prevents duplicate tasks: a SessionId that was used in the last 3 days (ProcessMediaByProcedure: 7 days) is an error. Empty disables the check.',
  ),
  ExtInfo: extInfo,
};

/** Parameters of the requests that start a task on a media. */
export const taskStartParams = {
  ...startParams,
  TasksNotifyMode: described(
    withDefault(string({ enum: ['', 'Finish', 'Change', 'None'] }), ''),
    'When ProcedureStateChanged events are sent. `Finish` or empty: at the end of the task. `Change`: at each change of a sub-task. `None`: never.',
  ),
};

export const fileId = described(string({ min: 1, max: 64, code: 'InvalidParameterValue.FileId' }), 'ID of the media.');
export const taskId = described(string({ min: 1, max: 128, code: 'InvalidParameterValue.TaskId' }), 'ID of the task.');

/** A media, or a URL. */
export const sourceParams = {
  FileId: described(
    withDefault(string({ max: 64, code: 'InvalidParameterValue.FileId' }), ''),
    'ID of the media. Required unless `Url` is given.',
  ),
  Url: described(
    withDefault(string({ max: 8192, secret: true }), ''),
    'http:// or https:// URL of a video. The task downloads it to the library first. Ignored if FileId is given.',
  ),
};

export const processMediaParams = object({
  ...sourceParams,
  MediaProcessTask: described(mediaProcessTask, 'Processing instructions. Must contain at least one sub-task.'),
  MediaStoragePath: ignored(string()),
  AiContentReviewTask: ignored(input('AiContentReviewTaskInput')),
  AiAnalysisTask: ignored(input('AiAnalysisTaskInput')),
  AiRecognitionTask: ignored(input('AiRecognitionTaskInput')),
  OutputAsIndependentMedia: ignored(string()),
  ...taskStartParams,
});

export const byProcedureParams = object({
  FileId: fileId,
  ProcedureName: described(
    string({ min: 1, max: 64, code: 'InvalidParameterValue.ProcedureName' }),
    'Name of the task flow.',
  ),
  MediaStoragePath: ignored(string()),
  ...taskStartParams,
});

export const taskParams = object({ TaskId: taskId, SubAppId: subAppId });

export const manageParams = object({
  TaskId: taskId,
  OperationType: described(
    string({ enum: ['Abort'], code: 'InvalidParameterValue.InvalidOperationType' }),
    'Operation. `Abort` aborts the task.',
  ),
  SubAppId: subAppId,
});

const range = (what: string) =>
  described(
    optional(
      object({
        After: described(optional(time()), 'Start of the period, inclusive.'),
        Before: described(optional(time()), 'End of the period, exclusive.'),
      }),
    ),
    `Returns only tasks that ${what} in this period.`,
  );

const filters = {
  FileId: described(optional(string({ min: 1, max: 64 })), 'Returns only tasks of this media.'),
  Status: described(
    optional(string({ enum: ['WAITING', 'PROCESSING', 'FINISH', 'ABORTED'], code: 'InvalidParameterValue.Status' })),
    'Returns only tasks with this status.',
  ),
  TaskType: described(
    optional(string({ enum: ['Procedure', 'PullUpload'] })),
    'Returns only tasks of this type. `Procedure` makes animations, `PullUpload` downloads a media.',
  ),
};

const page = {
  Limit: described(withDefault(integer({ min: 1, max: 100 }), 10), 'Maximum number of items to return.'),
  ScrollToken: described(
    withDefault(string({ max: 256 }), ''),
    'ScrollToken of the previous page. The other parameters must be the same. Empty returns the first page.',
  ),
};

export const describeTasksParams = object({
  SubAppId: subAppId,
  Status: filters.Status,
  FileId: filters.FileId,
  CreateTime: range('were created'),
  FinishTime: range('ended'),
  Sort: described(
    optional(
      object({
        Field: described(
          string({ enum: ['CreateTime', 'FinishTime'] }),
          'Sort field. `FinishTime` returns only tasks that have ended.',
        ),
        Order: described(
          optional(string({ enum: ['Asc', 'Desc'] })),
          'Sort order: `Asc` returns the oldest first, `Desc` the newest. Default: `Desc`.',
        ),
      }),
    ),
    'Sort order of the list. Default: the newest first.',
  ),
  ...page,
});

/** Parameters of the list of tasks under `/x/v1`. */
export const listTasksParams = {
  SubAppId: subAppId,
  ...filters,
  CreatedAfter: described(optional(time()), 'Returns only tasks that were created at this time or later.'),
  CreatedBefore: described(optional(time()), 'Returns only tasks that were created before this time.'),
  SortBy: described(
    withDefault(string({ enum: ['CreateTime', 'FinishTime'] }), 'CreateTime'),
    'Sort field. `FinishTime` returns only tasks that have ended.',
  ),
  Order: described(
    withDefault(string({ enum: ['Asc', 'Desc'] }), 'Desc'),
    '`Asc` returns the oldest first, `Desc` the newest.',
  ),
  ...page,
};
