import {
  array,
  float,
  form,
  integer,
  nothing,
  nullable,
  object,
  oneOf,
  type Shape,
  tagged,
  text,
  time,
  timeOrEmpty,
} from './shape.ts';

/* The members of the response of each action and their types, as in the contract. Every response also has RequestId. */

const answer = (members: { readonly [name: string]: Shape } = {}): Shape =>
  object({ ...members, RequestId: form(/^[0-9a-f-]{36}$/) });
const done = answer();

const format = oneOf('gif', 'webp', 'avif');
const onOff = oneOf('ON', 'OFF');

const template = object({
  ...{
    Definition: integer,
    Type: oneOf('Preset', 'Custom'),
    Name: text,
    Comment: text,
    Width: integer,
    Height: integer,
  },
  ...{ ResolutionAdaptive: oneOf('open', 'close'), Format: format, Fps: integer, Quality: float },
  ...{ CreateTime: time, UpdateTime: time },
});

const animationInput = object({ Definition: integer, StartTimeOffset: float, EndTimeOffset: float });
const animation = object({
  ...{ Url: form(/^http:\/\/.+\/v\.f\d+\.(gif|webp|avif)$/), Definition: integer, Container: format },
  ...{ Height: integer, Width: integer, Bitrate: integer, Size: integer, Md5: form(/^[0-9a-f]{32}$/) },
  ...{ StartTimeOffset: float, EndTimeOffset: float },
});

const anything: Shape = () => [];
const taskInput = object({
  ...{ TranscodeTaskSet: array(anything), AnimatedGraphicTaskSet: array(animationInput) },
  ...{ SnapshotByTimeOffsetTaskSet: array(anything), SampleSnapshotTaskSet: array(anything) },
  ...{ ImageSpriteTaskSet: array(anything), CoverBySnapshotTaskSet: array(anything) },
  AdaptiveDynamicStreamingTaskSet: array(anything),
});
const procedure = object({
  ...{ Name: text, Type: oneOf('Preset', 'Custom'), Comment: text, MediaProcessTask: nullable(taskInput) },
  ...{ AiContentReviewTask: nothing, AiAnalysisTask: nothing, AiRecognitionTaskSet: array(anything) },
  ...{ AiRecognitionTask: nothing, MiniProgramPublishTask: nothing, ReviewAudioVideoTask: nothing },
  ...{ ImportMediaKnowledgeTaskSet: array(anything), CreateTime: time, UpdateTime: time },
});

const video = object({
  ...{ Bitrate: integer, Height: integer, Width: integer, Codec: text, Fps: integer, CodecTag: text },
  DynamicRangeInfo: object({ Type: oneOf('SDR', 'HDR'), HDRType: text }),
});
const metaData = object({
  ...{ Size: integer, Container: text, Bitrate: integer, Height: integer, Width: integer, Duration: float },
  ...{ Rotate: integer, VideoStreamSet: array(video) },
  AudioStreamSet: array(object({ Bitrate: integer, SamplingRate: integer, Codec: text })),
  ...{ VideoDuration: float, AudioDuration: float, Md5: text },
});

const result = object({
  Type: oneOf('AnimatedGraphics'),
  AnimatedGraphicTask: object({
    ...{ Status: oneOf('PROCESSING', 'SUCCESS', 'FAIL'), ErrCodeExt: text, ErrCode: integer, Message: text },
    ...{ Input: animationInput, Output: nullable(animation), Progress: integer },
    ...{ BeginProcessTime: timeOrEmpty, FinishTime: timeOrEmpty },
  }),
});
const taskId = form(/^\d+-procedurev2-[0-9a-f]{32}t0$/);
const procedureTask = object({
  ...{ TaskId: taskId, Status: oneOf('PROCESSING', 'FINISH'), ErrCode: integer, Message: text },
  ...{
    FileId: text,
    FileName: text,
    FileUrl: text,
    MetaData: nullable(metaData),
    MediaProcessResultSet: array(result),
  },
  ...{ AiContentReviewResultSet: array(anything), AiAnalysisResultSet: array(anything) },
  ...{ AiRecognitionResultSet: array(anything), TasksPriority: integer },
  ...{ TasksNotifyMode: oneOf('', 'Finish', 'Change', 'None'), SessionContext: text, SessionId: text },
});
const taskStatus = oneOf('WAITING', 'PROCESSING', 'FINISH', 'ABORTED');
const taskTimes = { CreateTime: time, BeginProcessTime: timeOrEmpty, FinishTime: timeOrEmpty };

const basicInfo = object({
  ...{ Name: text, Description: text, CreateTime: time, UpdateTime: time, ExpireTime: time, ClassId: integer },
  ...{ ClassName: text, ClassPath: text, CoverUrl: text, Type: text, MediaUrl: text },
  SourceInfo: object({ SourceType: oneOf('Upload', 'VideoProcessing', 'Unknown'), SourceContext: text }),
  ...{ StorageRegion: text, StoragePath: text, TagSet: array(text), Vid: text },
  ...{ Category: oneOf('Video', 'Audio', 'Image'), Status: oneOf('Normal'), StorageClass: oneOf('STANDARD') },
});
const pullTaskId = form(/^\d+-Pull-[0-9a-f]{32}t0$/);
const pullUploadTask = object({
  ...{ TaskId: pullTaskId, Status: oneOf('PROCESSING', 'FINISH'), ErrCode: integer, Message: text, FileId: text },
  ...{ MediaBasicInfo: nullable(basicInfo), MetaData: nullable(metaData), FileUrl: text, ProcedureTaskId: text },
  ...{ ReviewAudioVideoTaskId: text, SessionContext: text, SessionId: text, Progress: integer },
});
const media = object({
  FileId: form(/^\d{19}$/),
  BasicInfo: basicInfo,
  MetaData: metaData,
  AnimatedGraphicsInfo: nullable(object({ AnimatedGraphicsSet: array(animation) })),
  KeyFrameDescInfo: nullable(object({ KeyFrameDescSet: array(object({ TimeOffset: float, Content: text })) })),
  ...{
    TranscodeInfo: nothing,
    SampleSnapshotInfo: nothing,
    ImageSpriteInfo: nothing,
    SnapshotByTimeOffsetInfo: nothing,
  },
  ...{
    AdaptiveDynamicStreamingInfo: nothing,
    MiniProgramReviewInfo: nothing,
    SubtitleInfo: nothing,
    ReviewInfo: nothing,
  },
  ...{ MPSAiMediaInfo: nothing, KnowledgeBasesInfo: nothing },
});

const deletedParts = array(object({ Type: text, Definition: integer }));
const event = tagged('EventType', {
  ProcedureStateChanged: object({ EventHandle: text, EventType: text, ProcedureStateChangeEvent: procedureTask }),
  PullComplete: object({ EventHandle: text, EventType: text, PullCompleteEvent: pullUploadTask }),
  NewFileUpload: object({
    ...{ EventHandle: text, EventType: text },
    FileUploadEvent: object({
      ...{ FileId: text, MediaBasicInfo: basicInfo, ProcedureTaskId: text, ReviewAudioVideoTaskId: text },
      MetaData: metaData,
    }),
  }),
  FileDeleted: object({
    ...{ EventHandle: text, EventType: text },
    FileDeleteEvent: object({
      FileIdSet: array(text),
      FileDeleteResultInfo: array(object({ FileId: text, DeleteParts: deletedParts })),
    }),
  }),
});

const subApp = object({
  ...{ SubAppId: integer, SubAppIdName: text, Name: text, Description: text, CreateTime: time },
  ...{
    Status: oneOf('On', 'Off', 'Destroying', 'Destroyed'),
    Mode: text,
    StorageRegions: array(text),
    Tags: array(text),
  },
});
const mediaClass = object({
  ...{ ClassId: integer, ParentId: integer, Name: text, Level: integer },
  ...{ SubClassIdSet: array(integer), ClassName: text },
});

export const answers = {
  CreateSubAppId: answer({ SubAppId: integer }),
  DescribeSubAppIds: answer({ TotalCount: integer, SubAppIdInfoSet: array(subApp) }),
  CreateAnimatedGraphicsTemplate: answer({ Definition: integer }),
  ModifyAnimatedGraphicsTemplate: done,
  DeleteAnimatedGraphicsTemplate: done,
  DescribeAnimatedGraphicsTemplates: answer({ TotalCount: integer, AnimatedGraphicsTemplateSet: array(template) }),
  CreateProcedureTemplate: done,
  ResetProcedureTemplate: done,
  DeleteProcedureTemplate: done,
  DescribeProcedureTemplates: answer({ TotalCount: integer, ProcedureTemplateSet: array(procedure) }),
  CreateClass: answer({ ClassId: integer }),
  ModifyClass: done,
  DeleteClass: done,
  DescribeAllClass: answer({ ClassInfoSet: array(mediaClass) }),
  DescribeMediaInfos: answer({ MediaInfoSet: array(media), NotExistFileIdSet: array(text) }),
  SearchMedia: answer({ TotalCount: integer, MediaInfoSet: array(media) }),
  // Present because the test sends CoverData.
  ModifyMediaInfo: answer({ CoverUrl: form(/^http:\/\/.+\/cover\.gif$/) }),
  DeleteMedia: done,
  ApplyUpload: answer({
    ...{ StorageBucket: form(/^[a-z0-9-]+-\d+$/), StorageRegion: form(/^[a-z0-9-]+$/), VodSessionKey: text },
    ...{ MediaStoragePath: form(/^\/.+\.mp4$/), CoverStoragePath: form(/^(\/.+\.png)?$/) },
    TempCertificate: object({ SecretId: text, SecretKey: text, Token: text, ExpiredTime: integer }),
  }),
  CommitUpload: answer({ FileId: form(/^\d{19}$/), MediaUrl: form(/^http:\/\/.+\/f0\.mp4$/), CoverUrl: text }),
  ProcessMedia: answer({ TaskId: taskId }),
  ProcessMediaByProcedure: answer({ TaskId: taskId }),
  PullUpload: answer({ TaskId: pullTaskId }),
  DescribeTaskDetail: tagged('TaskType', {
    Procedure: answer({ TaskType: text, Status: taskStatus, ...taskTimes, ProcedureTask: procedureTask }),
    PullUpload: answer({ TaskType: text, Status: taskStatus, ...taskTimes, PullUploadTask: pullUploadTask }),
  }),
  DescribeTasks: answer({
    TaskSet: array(
      object({
        ...{ TaskId: text, Status: taskStatus, FileId: text, TaskType: oneOf('Procedure', 'PullUpload') },
        ...{ ...taskTimes, SessionId: text, SessionContext: text },
      }),
    ),
    ScrollToken: text,
  }),
  ManageTask: done,
  ModifyEventConfig: done,
  DescribeEventConfig: answer({
    ...{ Mode: oneOf('PUSH', 'PULL'), NotificationUrl: text, UploadMediaCompleteEventSwitch: onOff },
    ...{ DeleteMediaCompleteEventSwitch: onOff, PersistenceCompleteEventSwitch: onOff },
  }),
  DescribeEventsState: answer({ CountOfEventsToPull: integer }),
  PullEvents: answer({ EventSet: array(event) }),
  ConfirmEvents: done,
  ParseStreamingManifest: answer({ MediaSegmentSet: array(text) }),
} as const satisfies Record<string, Shape>;
