import { settings } from '../../../domain/settings/params.js';
import { kinds } from '../../../wire/contract/sub-task-kinds.js';
import type { JsonSchema } from '../../../wire/params/kind.js';
import { animatedGraphics } from '../../description/results/media-types.js';
import { errCodeExt } from '../../description/results/task-types.js';
import {
  integer,
  list,
  nullable,
  number,
  oneOf,
  record,
  text,
  time,
  timeOrEmpty,
  typed,
} from '../../description/schema.js';

/** Members that a list of tasks and one task have in common. */
const task = {
  TaskId: text('ID of the task.'),
  TaskType: oneOf('Type of the task: makes animations, or downloads a media.', 'Procedure', 'PullUpload'),
  Status: oneOf(
    'Status of the task. `FINISH` does not mean success.',
    ...['WAITING', 'PROCESSING', 'FINISH', 'ABORTED'],
  ),
  FileId: text('ID of the media. Empty until the media exists.'),
  FileName: text('Name of the media at the start of the task.'),
  CreateTime: time('Time of creation.'),
  BeginProcessTime: timeOrEmpty('Time at which processing started. Empty before.'),
  FinishTime: timeOrEmpty('Time at which the task ended. Empty before.'),
  TasksPriority: integer('TasksPriority of the request.'),
  SessionId: text('SessionId of the request.'),
  SessionContext: text('SessionContext of the request.'),
};

const facts = record(
  {
    Frames: integer('Number of frames, after equal ones were merged.'),
    Duration: number('Duration of one play, seconds.'),
    Loop: integer('Total number of plays. 0: without end.'),
    Seconds: number('Time that a worker took to decode and encode, seconds.'),
    Warnings: list(
      record({ Code: text('Code of the warning.'), Message: text('The warning.') }),
      'What the settings or the source made different from what might be expected. At most 20.',
    ),
  },
  'AnimationFacts',
);

const animation = record(
  {
    Definition: integer('ID of the template. 0: the settings are those in `Settings`.'),
    Settings: nullable(typed(settings.json.$ref as JsonSchema), 'The settings as given. Null: those of the template.'),
    StartTimeOffset: number('StartTimeOffset of the request. 0: the start of the video.'),
    EndTimeOffset: number('EndTimeOffset of the request. 0: the end of the video.'),
    Status: oneOf('Status of the animation.', 'WAITING', 'PROCESSING', 'SUCCESS', 'FAIL', 'ABORTED'),
    ErrCodeExt: typed(errCodeExt, 'Error code. Empty: there is no error.'),
    Message: text('Error message. Empty: there is no error.'),
    Progress: integer('Progress in percent, from 0 to 100.'),
    BeginProcessTime: timeOrEmpty('Time at which processing started. Empty before.'),
    FinishTime: timeOrEmpty('Time at which it ended. Empty before.'),
    Output: nullable(typed(animatedGraphics), 'The animation. Null unless it was made.'),
    Facts: nullable(typed(facts), 'More about the animation. Null unless it was made by this version or a later one.'),
  },
  'TaskAnimation',
);

export const taskDetail = record({
  ...task,
  TasksNotifyMode: oneOf('TasksNotifyMode of the request.', '', 'Finish', 'Change', 'None'),
  Animations: list(typed(animation), 'The animations, in the order of the request.'),
});

const made = record(
  {
    Type: oneOf('Type of the first sub-task.', ...kinds.map(({ type }) => type)),
    Definition: integer('ID of the template of the first animation. 0: it has settings of its own, or there is none.'),
    Format: text('Format of the first animation, or of its settings. Empty: that of the template.'),
    Total: integer('Number of sub-tasks without downloads.'),
    Succeeded: integer('Those that succeeded.'),
    Failed: integer('Those that failed.'),
    Progress: integer('Their mean progress in percent, from 0 to 100.'),
  },
  'TaskMakes',
);

export const taskList = record({
  TaskSet: list(
    record(
      {
        ...task,
        SubTasks: {
          description: 'Number of animations and other sub-tasks. A download is one of them.',
          ...record({
            Total: integer('All.'),
            Succeeded: integer('Those that succeeded.'),
            Failed: integer('Those that failed.'),
          }),
        },
        Progress: integer('Mean progress of the sub-tasks in percent, from 0 to 100.'),
        Makes: nullable(
          typed(made),
          'What the task makes: its first sub-task that is no download, and their numbers. Null: it only downloads.',
        ),
      },
      'ListedTask',
    ),
    'The tasks of the page.',
  ),
  ScrollToken: text('Token for the next page. Empty on the last page.'),
});

const TaskId = '1500000000-procedurev2-2e1af2456351812be963e309cc133403t0';
const files = 'http://127.0.0.1:8030/files/1500000000/5285890784246869930';
const exampleTask = {
  ...{ TaskId, TaskType: 'Procedure', Status: 'FINISH', FileId: '5285890784246869930', FileName: 'demo' },
  ...{ CreateTime: '2026-01-05T08:00:00Z', BeginProcessTime: '2026-01-05T08:00:01Z' },
  ...{ FinishTime: '2026-01-05T08:00:03Z', TasksPriority: 0, SessionId: '', SessionContext: '' },
};

export const createExample = { TaskId };

export const listExample = {
  TaskSet: [
    {
      ...exampleTask,
      SubTasks: { Total: 1, Succeeded: 1, Failed: 0 },
      Progress: 100,
      Makes: {
        Type: 'AnimatedGraphics',
        Definition: 0,
        Format: 'webp',
        Total: 1,
        Succeeded: 1,
        Failed: 0,
        Progress: 100,
      },
    },
  ],
  ScrollToken: '',
};

export const detailExample = {
  ...exampleTask,
  TasksNotifyMode: '',
  Animations: [
    {
      Definition: 0,
      Settings: { Format: 'webp', Width: '50%', Fps: 'source', Loop: 1 },
      ...{ StartTimeOffset: 2, EndTimeOffset: 5, Status: 'SUCCESS', ErrCodeExt: '', Message: '', Progress: 100 },
      ...{ BeginProcessTime: '2026-01-05T08:00:01Z', FinishTime: '2026-01-05T08:00:03Z' },
      Output: {
        Url: `${files}/3f0c1d0f5c3d4b8f9f0e7a1b2c3d4e5f/v.f0.webp`,
        ...{ Definition: 0, Container: 'webp', Height: 240, Width: 320, Bitrate: 324269, Size: 121601 },
        ...{ Md5: '084d403c73930ca2f835679af1f37bd3', StartTimeOffset: 2, EndTimeOffset: 5 },
      },
      Facts: { Frames: 75, Duration: 3, Loop: 1, Seconds: 0.8, Warnings: [] },
    },
  ],
};
