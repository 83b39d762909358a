import { type Group, nothing } from '../group.js';
import { list, oneOf, record, text, time, timeOrEmpty, typed } from '../schema.js';
import { procedureTask, pullUploadTask } from './task-types.js';

const status = oneOf('Status of the task.', 'WAITING', 'PROCESSING', 'FINISH', 'ABORTED');
const taskType = oneOf('Type of the task.', 'Procedure', 'PullUpload');
const times = {
  CreateTime: time('Time of creation.'),
  BeginProcessTime: timeOrEmpty('Time at which processing started. Empty before.'),
  FinishTime: timeOrEmpty('Time at which the task ended. Empty before.'),
};
const detail = { TaskType: taskType, Status: status, ...times };
const taskId = text('ID of the task.');

const task = record(
  {
    TaskId: taskId,
    Status: status,
    FileId: text('ID of the media.'),
    TaskType: taskType,
    ...times,
    SessionId: text('SessionId of the request.'),
    SessionContext: text('SessionContext of the request.'),
  },
  'TaskSimpleInfo',
);

const id = '1500000000-procedurev2-2e1af2456351812be963e309cc133403t0';
const segment = { Definition: 20001, StartTimeOffset: 2, EndTimeOffset: 5 };
const exampleTimes = {
  CreateTime: '2026-01-05T08:00:00Z',
  BeginProcessTime: '2026-01-05T08:00:01Z',
  FinishTime: '2026-01-05T08:00:03Z',
};
const files = 'http://127.0.0.1:8030/files/1500000000/5285890784246869930';

/** ProcedureTask of a task that succeeded. */
const finishedTask = {
  ...{ TaskId: id, Status: 'FINISH', ErrCode: 0, Message: '', FileId: '5285890784246869930', FileName: 'demo' },
  FileUrl: `${files}/b1946ac92492d2347c6235b4d2611184/f0.mp4`,
  MetaData: null,
  MediaProcessResultSet: [
    {
      Type: 'AnimatedGraphics',
      AnimatedGraphicTask: {
        ...{ Status: 'SUCCESS', ErrCodeExt: '', ErrCode: 0, Message: '' },
        Input: segment,
        Output: {
          Url: `${files}/3f0c1d0f5c3d4b8f9f0e7a1b2c3d4e5f/v.f20001.webp`,
          ...{ Definition: 20001, Container: 'webp', Height: 480, Width: 640, Bitrate: 324269, Size: 121601 },
          ...{ Md5: '084d403c73930ca2f835679af1f37bd3', StartTimeOffset: 2, EndTimeOffset: 5 },
        },
        ...{ Progress: 100, BeginProcessTime: '2026-01-05T08:00:01Z', FinishTime: '2026-01-05T08:00:03Z' },
      },
    },
  ],
  ...{ AiContentReviewResultSet: [], AiAnalysisResultSet: [], AiRecognitionResultSet: [] },
  ...{ TasksPriority: 0, TasksNotifyMode: '', SessionContext: '', SessionId: '' },
};

export const taskGroup: Group = {
  name: 'Tasks',
  description:
    'A task creates animations from one media. Each animation is a sub-task, which succeeds or fails independently. A PullUpload task downloads a media.',
  actions: {
    ProcessMedia: {
      result: record({ TaskId: taskId }),
      example: {
        params: { FileId: '5285890784246869930', MediaProcessTask: { AnimatedGraphicTaskSet: [segment] } },
        result: { TaskId: id },
      },
    },
    ProcessMediaByProcedure: {
      result: record({ TaskId: taskId }),
      example: { params: { FileId: '5285890784246869930', ProcedureName: 'preview' }, result: { TaskId: id } },
    },
    PullUpload: {
      result: record({ TaskId: taskId }),
      example: {
        params: { MediaUrl: 'https://example.com/talk.mp4', MediaName: 'talk', Procedure: 'preview' },
        result: { TaskId: '1500000000-Pull-2e1af2456351812be963e309cc133403t0' },
      },
    },
    DescribeTaskDetail: {
      result: {
        type: 'object',
        properties: {
          ...detail,
          ProcedureTask: typed(procedureTask, 'The task and its sub-tasks. Present for TaskType `Procedure`.'),
          PullUploadTask: typed(pullUploadTask, 'The task. Present for TaskType `PullUpload`.'),
        },
        required: Object.keys(detail),
      },
      example: {
        params: { TaskId: id },
        result: { TaskType: 'Procedure', Status: 'FINISH', ...exampleTimes, ProcedureTask: finishedTask },
      },
    },
    DescribeTasks: {
      result: record({
        TaskSet: list(typed(task), 'The tasks of the page.'),
        ScrollToken: text('Token for the next page. Empty on the last page.'),
      }),
      example: {
        params: { Status: 'FINISH', Limit: 1 },
        result: {
          TaskSet: [
            {
              ...{
                TaskId: id,
                Status: 'FINISH',
                FileId: '5285890784246869930',
                TaskType: 'Procedure',
                ...exampleTimes,
              },
              ...{ SessionId: '', SessionContext: '' },
            },
          ],
          ScrollToken: '',
        },
      },
    },
    ManageTask: { result: nothing, example: { params: { TaskId: id, OperationType: 'Abort' }, result: {} } },
  },
};
