import { input } from '../../../wire/contract/input.js';
import type { InputType } from '../../../wire/contract/input-types.js';
import { type Kind, kinds, otherKinds } from '../../../wire/contract/sub-task-kinds.js';
import { taskErrors } from '../../../wire/error/task-codes.js';
import type { JsonSchema } from '../../../wire/params/kind.js';
import {
  always,
  emptyList,
  integer,
  list,
  meanings,
  nullable,
  number,
  oneOf,
  record,
  text,
  timeOrEmpty,
  typed,
} from '../schema.js';
import { basicInfo, animatedGraphics as item, metaData } from './media-types.js';

const codes = {
  '': 'No error.',
  ...Object.fromEntries(Object.entries(taskErrors).map(([code, { meaning }]) => [code, meaning])),
};
export const errCodeExt = { title: 'TaskErrorCode', ...meanings(codes) };

/** Members that the results of all sub-tasks have. */
const result = (Input: JsonSchema, Output: JsonSchema, title: string): JsonSchema =>
  record(
    {
      Status: oneOf('Status of the sub-task. `PROCESSING` includes waiting.', 'PROCESSING', 'SUCCESS', 'FAIL'),
      ErrCodeExt: typed(errCodeExt, 'Error code. Empty unless the sub-task failed.'),
      ErrCode: oneOf(
        'Numeric error code, the older form of ErrCodeExt. 0 unless the sub-task failed.',
        0,
        40000,
        60000,
        70000,
      ),
      Message: text('Error message. Empty unless the sub-task failed.'),
      Input,
      Output,
      Progress: integer('Progress in percent, from 0 to 100.'),
      BeginProcessTime: timeOrEmpty('Time at which processing started. Empty before.'),
      FinishTime: timeOrEmpty('Time at which the sub-task ended. Empty before.'),
    },
    title,
  );

const animationInput = {
  title: 'AnimatedGraphicTaskResultInput',
  ...record({
    Definition: integer(
      'ID of the template. 0: the animation has settings of its own, which `GET /x/v1/tasks/{TaskId}` returns.',
    ),
    StartTimeOffset: number('StartTimeOffset of the request. 0: the start of the video.'),
    EndTimeOffset: number('EndTimeOffset of the request. 0: the end of the video.'),
  }),
  required: ['Definition'],
};

const animation = result(
  typed(animationInput, 'Input of the sub-task.'),
  nullable(typed(item), 'The animation. Null unless the sub-task succeeded.'),
  'MediaProcessTaskAnimatedGraphicResult',
);
/** Results of sub-tasks of other products, which always fail. */
const others = new Map<Kind, JsonSchema>(
  otherKinds.map(({ type, input: inputType, result: title }) => [
    type,
    result(asGiven(inputType), always(null, 'Not supported.'), title),
  ]),
);

function asGiven(type: InputType): JsonSchema {
  return typed(
    input(type).json.$ref as JsonSchema,
    'Input of the sub-task, as given. Values of a wrong type are left out.',
  );
}

const member = (type: Kind): JsonSchema => {
  const other = others.get(type);
  return other
    ? typed(other, `Result of the sub-task. Present for Type \`${type}\`. The status is always \`FAIL\`.`)
    : typed(animation, 'Result of the sub-task. Present for Type `AnimatedGraphics`.');
};

const mediaProcessTaskResult: JsonSchema = {
  title: 'MediaProcessTaskResult',
  type: 'object',
  properties: {
    Type: oneOf(
      'Type of the sub-task. It determines which of the other members is present.',
      ...kinds.map(({ type }) => type),
    ),
    ...Object.fromEntries(kinds.map(({ type, member: name }) => [name, member(type)])),
  },
  required: ['Type'],
};

const none = emptyList('Not supported.');

/** ProcedureTask */
export const procedureTask = record(
  {
    TaskId: text('ID of the task.'),
    Status: oneOf(
      'Status of the task. `FINISH` does not mean success: check the Status of each sub-task.',
      'PROCESSING',
      'FINISH',
    ),
    ErrCode: always(0, 'Errors are reported by sub-tasks.'),
    Message: always('', 'Errors are reported by sub-tasks.'),
    FileId: text('ID of the media.'),
    FileName: text('Name of the media at the start of the task.'),
    FileUrl: text('URL of the original file.'),
    MetaData: nullable(typed(metaData), 'Metadata of the file.'),
    MediaProcessResultSet: list(
      typed(mediaProcessTaskResult),
      'Results of the sub-tasks: the animations first, in the order of the request.',
    ),
    AiContentReviewResultSet: none,
    AiAnalysisResultSet: none,
    AiRecognitionResultSet: none,
    TasksPriority: integer('TasksPriority of the request.'),
    TasksNotifyMode: oneOf('TasksNotifyMode of the request.', '', 'Finish', 'Change', 'None'),
    SessionContext: text('SessionContext of the request.'),
    SessionId: text('SessionId of the request.'),
  },
  'ProcedureTask',
);

/** PullUploadTask */
export const pullUploadTask = record(
  {
    TaskId: text('ID of the task.'),
    Status: oneOf('Status of the task. `FINISH` does not mean success: check ErrCode.', 'PROCESSING', 'FINISH'),
    ErrCode: oneOf(
      'Error code. 0: no error. 40000: the request is invalid. 60000: the source cannot be downloaded or is not a media file. 70000: the service failed or the task was aborted.',
      ...[0, 40000, 60000, 70000],
    ),
    Message: text('Error message, or the reason why the media has no cover.'),
    FileId: text('ID of the media. Empty until the media exists.'),
    MediaBasicInfo: nullable(
      typed(basicInfo),
      'Name, class, URL and other properties of the media. Null until the media exists.',
    ),
    MetaData: nullable(typed(metaData), 'Metadata of the file. Null until the media exists.'),
    FileUrl: text('URL of the original file. Empty until the media exists.'),
    ProcedureTaskId: text('ID of the task that processes the media. Empty if there is none.'),
    ReviewAudioVideoTaskId: always('', 'Not supported.'),
    SessionContext: text('SessionContext of the request.'),
    SessionId: text('SessionId of the request.'),
    Progress: integer('Progress in percent, from 0 to 100.'),
  },
  'PullUploadTask',
);
