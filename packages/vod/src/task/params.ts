import { subAppId } from '../application/sub-app-id.js';
import { described, optional, withDefault } from '../params/kind.js';
import { integer } from '../params/number.js';
import { object } from '../params/object.js';
import { string } from '../params/string.js';
import { time } from '../params/time.js';
import { mediaProcessTask } from '../procedure/media-process-task.js';

const common = {
  SubAppId: subAppId,
  TasksPriority: described(withDefault(integer({ min: -10, max: 10 }), 0), 'Larger is first.'),
  TasksNotifyMode: described(
    withDefault(string({ enum: ['', 'Finish', 'Change', 'None'] }), ''),
    'When to send events; empty is Finish.',
  ),
  SessionContext: described(
    withDefault(string({ max: 1000, code: 'InvalidParameterValue.SessionContextTooLong' }), ''),
    'Comes back in the task and its events.',
  ),
  SessionId: described(
    withDefault(string({ max: 50, code: 'InvalidParameterValue.SessionIdTooLong' }), ''),
    'A request whose id came before is refused; empty is none.',
  ),
  ExtInfo: described(optional(string()), 'Ignored.'),
};

const fileId = described(string({ min: 1, max: 64, code: 'InvalidParameterValue.FileId' }), 'The media.');
const taskId = described(string({ min: 1, max: 128, code: 'InvalidParameterValue.TaskId' }), 'The task.');

export const processMediaParams = object({
  FileId: described(
    withDefault(string({ max: 64, code: 'InvalidParameterValue.FileId' }), ''),
    'The media; or else `Url` says where it is.',
  ),
  Url: described(
    withDefault(string({ max: 8192, code: 'InvalidParameterValue.MediaUrl', secret: true }), ''),
    'http:// or https:// address of a video that is fetched into the library first. Used when FileId is empty.',
  ),
  MediaProcessTask: mediaProcessTask,
  ...common,
});

export const byProcedureParams = object({
  FileId: fileId,
  ProcedureName: string({ min: 1, max: 64, code: 'InvalidParameterValue.ProcedureName' }),
  ...common,
});

export const taskParams = object({ TaskId: taskId, SubAppId: subAppId });

export const manageParams = object({
  TaskId: taskId,
  OperationType: string({ enum: ['Abort'], code: 'InvalidParameterValue.InvalidOperationType' }),
  SubAppId: subAppId,
});

const range = described(optional(object({ After: optional(time()), Before: optional(time()) })), 'After is included.');

export const describeTasksParams = object({
  SubAppId: subAppId,
  Status: optional(
    string({ enum: ['WAITING', 'PROCESSING', 'FINISH', 'ABORTED'], code: 'InvalidParameterValue.Status' }),
  ),
  FileId: described(optional(string({ min: 1, max: 64 })), 'Only those of this media.'),
  CreateTime: range,
  FinishTime: range,
  Sort: optional(
    object({
      Field: string({ enum: ['CreateTime', 'FinishTime'] }),
      Order: optional(string({ enum: ['Asc', 'Desc'] })),
    }),
  ),
  Limit: withDefault(integer({ min: 1, max: 100 }), 10),
  ScrollToken: withDefault(string({ max: 256 }), ''),
});
