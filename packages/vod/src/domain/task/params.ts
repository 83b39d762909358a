import { input } from '../../wire/contract/input.js';
import { ignored } from '../../wire/params/ignored.js';
import { described, optional, withDefault } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { time } from '../../wire/params/time.js';
import { subAppId } from '../application/sub-app-id.js';
import { mediaProcessTask } from '../procedure/media-process-task.js';

/** What all ways to start a task share. */
export const startParams = {
  SubAppId: subAppId,
  TasksPriority: described(
    withDefault(integer({ min: -10, max: 10 }), 0),
    'Tasks of larger priority are worked on first.',
  ),
  SessionContext: described(
    withDefault(string({ max: 1000, code: 'InvalidParameterValue.SessionContextTooLong' }), ''),
    'Anything of yours; comes back in the task and its events.',
  ),
  SessionId: described(
    withDefault(string({ max: 50, code: 'InvalidParameterValue.SessionIdTooLong' }), ''),
    'Protects against starting a task twice: a SessionId that came in the last 3 days (ProcessMediaByProcedure: 7 days) is refused. Empty: no protection.',
  ),
  ExtInfo: described(optional(string()), 'Reserved; ignored.'),
};

const common = {
  ...startParams,
  TasksNotifyMode: described(
    withDefault(string({ enum: ['', 'Finish', 'Change', 'None'] }), ''),
    'When to send ProcedureStateChanged: when the task is over (`Finish`, or empty), at each change of a sub-task (`Change`), or never (`None`).',
  ),
};

const fileId = described(string({ min: 1, max: 64, code: 'InvalidParameterValue.FileId' }), 'Id of the media.');
const taskId = described(string({ min: 1, max: 128, code: 'InvalidParameterValue.TaskId' }), 'Id of the task.');

export const processMediaParams = object({
  FileId: described(
    withDefault(string({ max: 64, code: 'InvalidParameterValue.FileId' }), ''),
    'The media; or else `Url` says where it is.',
  ),
  Url: described(
    withDefault(string({ max: 8192, secret: true }), ''),
    'http:// or https:// address of a video that is fetched into the library first. Used when FileId is empty.',
  ),
  MediaProcessTask: described(mediaProcessTask, 'What to make of it; must not be empty.'),
  MediaStoragePath: ignored(string()),
  AiContentReviewTask: ignored(input('AiContentReviewTaskInput')),
  AiAnalysisTask: ignored(input('AiAnalysisTaskInput')),
  AiRecognitionTask: ignored(input('AiRecognitionTaskInput')),
  OutputAsIndependentMedia: ignored(string()),
  ...common,
});

export const byProcedureParams = object({
  FileId: fileId,
  ProcedureName: described(
    string({ min: 1, max: 64, code: 'InvalidParameterValue.ProcedureName' }),
    'Name of the task flow.',
  ),
  MediaStoragePath: ignored(string()),
  ...common,
});

export const taskParams = object({ TaskId: taskId, SubAppId: subAppId });

export const manageParams = object({
  TaskId: taskId,
  OperationType: described(
    string({ enum: ['Abort'], code: 'InvalidParameterValue.InvalidOperationType' }),
    'What to do with the task.',
  ),
  SubAppId: subAppId,
});

const range = (what: string) =>
  described(
    optional(
      object({
        After: described(optional(time()), 'At this time or later.'),
        Before: described(optional(time()), 'Before this time.'),
      }),
    ),
    `Only tasks that were ${what} in this period.`,
  );

export const describeTasksParams = object({
  SubAppId: subAppId,
  Status: described(
    optional(string({ enum: ['WAITING', 'PROCESSING', 'FINISH', 'ABORTED'], code: 'InvalidParameterValue.Status' })),
    'Only tasks of this state.',
  ),
  FileId: described(optional(string({ min: 1, max: 64 })), 'Only tasks of this media.'),
  CreateTime: range('made'),
  FinishTime: range('over'),
  Sort: described(
    optional(
      object({
        Field: described(
          string({ enum: ['CreateTime', 'FinishTime'] }),
          'What to sort by. By FinishTime, only tasks that are over are listed.',
        ),
        Order: described(optional(string({ enum: ['Asc', 'Desc'] })), 'Absent: `Desc`.'),
      }),
    ),
    'Order of the list. Absent: the newest first.',
  ),
  Limit: described(withDefault(integer({ min: 1, max: 100 }), 10), 'How many to answer, at most.'),
  ScrollToken: described(
    withDefault(string({ max: 256 }), ''),
    'ScrollToken of the page before, with all else as it was. Empty: the first page.',
  ),
});
