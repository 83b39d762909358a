import { animatedGraphicTask } from '../../../domain/procedure/media-process-task.js';
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
  oneOf,
  record,
  text,
  timeOrEmpty,
  typed,
} from '../schema.js';
import { basicInfo, animatedGraphics as item, metaData } from './media-types.js';

const codes = {
  '': 'It did not fail.',
  ...Object.fromEntries(Object.entries(taskErrors).map(([code, { meaning }]) => [code, meaning])),
};
const errCodeExt = { title: 'TaskErrorCode', ...meanings(codes) };

/** What the results of all sub-tasks have in common. */
const result = (Input: JsonSchema, Output: JsonSchema, title: string): JsonSchema =>
  record(
    {
      Status: oneOf(
        'State of this part; `PROCESSING` before its end, and while it waits.',
        'PROCESSING',
        'SUCCESS',
        'FAIL',
      ),
      ErrCodeExt: typed(errCodeExt, 'Why it failed; empty unless it did.'),
      ErrCode: oneOf('The older form of ErrCodeExt; 0 unless it failed.', 0, 40000, 60000, 70000),
      Message: text('Error message; empty unless the sub-task failed.'),
      Input,
      Output,
      Progress: integer('0 to 100.'),
      BeginProcessTime: timeOrEmpty('When work began; empty before.'),
      FinishTime: timeOrEmpty('When it was over; empty before.'),
    },
    title,
  );

const animation = result(
  typed(animatedGraphicTask.json.$ref as JsonSchema, 'What was asked for.'),
  nullable(typed(item), 'The animation; null unless it succeeded.'),
  'MediaProcessTaskAnimatedGraphicResult',
);
/** Results of tasks of other products, which always fail here. */
const others = new Map<Kind, JsonSchema>(
  otherKinds.map(({ type, input: of, result: title }) => [
    type,
    result(asGiven(of), always(null, 'This service makes animations.'), title),
  ]),
);

function asGiven(type: InputType): JsonSchema {
  return typed(input(type).json.$ref as JsonSchema, 'As given; values of a wrong type are left out.');
}

const member = (type: Kind): JsonSchema => {
  const other = others.get(type);
  return other ? typed(other, `Of Type \`${type}\`; always \`FAIL\`.`) : typed(animation, 'Of an animation.');
};

const mediaProcessTaskResult: JsonSchema = {
  title: 'MediaProcessTaskResult',
  type: 'object',
  properties: {
    Type: oneOf('Which of the other members is there.', ...kinds.map(({ type }) => type)),
    ...Object.fromEntries(kinds.map(({ type, member: name }) => [name, member(type)])),
  },
  required: ['Type'],
};

const none = emptyList('Not of this service.');

/** ProcedureTask */
export const procedureTask = record(
  {
    TaskId: text('Id of the task.'),
    Status: oneOf('`FINISH` does not mean success: look at the Status of each part.', 'PROCESSING', 'FINISH'),
    ErrCode: always(0, 'Parts fail, not the task.'),
    Message: always('', 'Parts fail, not the task.'),
    FileId: text('Id of the media.'),
    FileName: text('Name of the media when the task was started.'),
    FileUrl: text('Where the original is.'),
    MetaData: nullable(typed(metaData), 'What the file holds.'),
    MediaProcessResultSet: list(
      typed(mediaProcessTaskResult),
      'The parts of the task, animations first, in the order given.',
    ),
    AiContentReviewResultSet: none,
    AiAnalysisResultSet: none,
    AiRecognitionResultSet: none,
    TasksPriority: integer('As given.'),
    TasksNotifyMode: oneOf('As given.', '', 'Finish', 'Change', 'None'),
    SessionContext: text('As given.'),
    SessionId: text('As given.'),
  },
  'ProcedureTask',
);

/** PullUploadTask */
export const pullUploadTask = record(
  {
    TaskId: text('Id of the task.'),
    Status: oneOf('`FINISH` does not mean success: look at ErrCode.', 'PROCESSING', 'FINISH'),
    ErrCode: oneOf(
      '0 unless it failed. 40000: the request was wrong; 60000: the source cannot be had, or is no media; 70000: something inside the service broke, or the task was aborted.',
      ...[0, 40000, 60000, 70000],
    ),
    Message: text('Why it failed, in words; or why the media has no cover.'),
    FileId: text('Id of the media; empty until there is one.'),
    MediaBasicInfo: nullable(typed(basicInfo), 'What it was called and where it is; null until there is one.'),
    MetaData: nullable(typed(metaData), 'What it holds; null until there is one.'),
    FileUrl: text('Where the original is; empty until there is one.'),
    ProcedureTaskId: text('Id of the task that goes on with it; empty: none does.'),
    ReviewAudioVideoTaskId: always('', 'Nothing is reviewed.'),
    SessionContext: text('As given.'),
    SessionId: text('As given.'),
    Progress: integer('0 to 100.'),
  },
  'PullUploadTask',
);
