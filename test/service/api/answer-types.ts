/**
 * The contract's types of answers and of what is inside them: each member that this service answers, with its type in the
 * official Go client, which is the strictest. `int` is int64, `uint` is uint64, `float` is float64; `T[]` is an array of T.
 */
const table = `
AdaptiveDynamicStreamingTaskInput: Definition uint, WatermarkSet WatermarkInput[], TraceWatermark TraceWatermarkInput,
  CopyRightWatermark CopyRightWatermarkInput, BlindWatermark BlindWatermarkInput, SubtitleSet string[],
  SubtitleInfoSet SubtitleInfoInput[], DrmInfo ThirdPartyDrmInfo
AiAnalysisTaskInput: Definition uint
AiContentReviewTaskInput: Definition uint
AiRecognitionTaskInput: Definition uint
AnimatedGraphicTaskInput: Definition uint, StartTimeOffset float, EndTimeOffset float
AnimatedGraphicsTemplate: Definition uint, Type string, Name string, Comment string, Width uint, Height uint,
  ResolutionAdaptive string, Format string, Fps uint, Quality float, CreateTime string, UpdateTime string
ApplyUploadResponse: StorageBucket string, StorageRegion string, VodSessionKey string, MediaStoragePath string,
  CoverStoragePath string, TempCertificate TempCertificate, RequestId string
AudioTemplateInfoForUpdate: Codec string, Bitrate uint, SampleRate uint, AudioChannel int, StreamSelects int[]
BlindWatermarkInput: Definition uint
CommitUploadResponse: FileId string, MediaUrl string, CoverUrl string, RequestId string
ConfirmEventsResponse: RequestId string
CopyRightWatermarkInput: Text string
CoverBySnapshotTaskInput: Definition uint, PositionType string, PositionValue float, WatermarkSet WatermarkInput[]
CreateAnimatedGraphicsTemplateResponse: Definition uint, RequestId string
CreateClassResponse: ClassId uint, RequestId string
CreateProcedureTemplateResponse: RequestId string
CreateSubAppIdResponse: SubAppId uint, RequestId string
DeleteAnimatedGraphicsTemplateResponse: RequestId string
DeleteClassResponse: RequestId string
DeleteMediaResponse: RequestId string
DeleteProcedureTemplateResponse: RequestId string
DescribeAllClassResponse: ClassInfoSet MediaClassInfo[], RequestId string
DescribeAnimatedGraphicsTemplatesResponse: TotalCount uint, AnimatedGraphicsTemplateSet AnimatedGraphicsTemplate[],
  RequestId string
DescribeEventConfigResponse: Mode string, NotificationUrl string, UploadMediaCompleteEventSwitch string,
  DeleteMediaCompleteEventSwitch string, PersistenceCompleteEventSwitch string, RequestId string
DescribeEventsStateResponse: CountOfEventsToPull uint, RequestId string
DescribeMediaInfosResponse: MediaInfoSet MediaInfo[], NotExistFileIdSet string[], RequestId string
DescribeProcedureTemplatesResponse: TotalCount uint, ProcedureTemplateSet ProcedureTemplate[], RequestId string
DescribeSubAppIdsResponse: SubAppIdInfoSet SubAppIdInfo[], TotalCount uint, RequestId string
DescribeTaskDetailResponse: TaskType string, Status string, CreateTime string, BeginProcessTime string, FinishTime
  string, ProcedureTask ProcedureTask, PullUploadTask PullUploadTask, RequestId string
DescribeTasksResponse: TaskSet TaskSimpleInfo[], ScrollToken string, RequestId string
DynamicRangeInfo: Type string, HDRType string
EventContent: EventHandle string, EventType string, FileUploadEvent FileUploadTask, ProcedureStateChangeEvent
  ProcedureTask, FileDeleteEvent FileDeleteTask, PullCompleteEvent PullUploadTask
FileDeleteResultItem: FileId string, DeleteParts MediaDeleteItem[]
FileDeleteTask: FileIdSet string[], FileDeleteResultInfo FileDeleteResultItem[]
FileUploadTask: FileId string, MediaBasicInfo MediaBasicInfo, ProcedureTaskId string, ReviewAudioVideoTaskId string,
  MetaData MediaMetaData
HeadTailTaskInput: Definition int
ImageSpriteTaskInput: Definition uint
ImportMediaKnowledgeTaskInput: Definition uint, KnowledgeBaseIds string[]
ManageTaskResponse: RequestId string
MediaAnimatedGraphicsInfo: AnimatedGraphicsSet MediaAnimatedGraphicsItem[]
MediaAnimatedGraphicsItem: Url string, Definition int, Container string, Height int, Width int, Bitrate int, Size int,
  Md5 string, StartTimeOffset float, EndTimeOffset float
MediaAudioStreamItem: Bitrate int, SamplingRate int, Codec string
MediaBasicInfo: Name string, Description string, CreateTime string, UpdateTime string, ExpireTime string, ClassId int,
  ClassName string, ClassPath string, CoverUrl string, Type string, MediaUrl string, SourceInfo MediaSourceData,
  StorageRegion string, StoragePath string, TagSet string[], Vid string, Category string, Status string, StorageClass
  string
MediaClassInfo: ClassId int, ParentId int, Name string, Level uint, SubClassIdSet int[], ClassName string
MediaDeleteItem: Type string, Definition int
MediaInfo: BasicInfo MediaBasicInfo, MetaData MediaMetaData, TranscodeInfo MediaTranscodeInfo, AnimatedGraphicsInfo
  MediaAnimatedGraphicsInfo, SampleSnapshotInfo MediaSampleSnapshotInfo, ImageSpriteInfo MediaImageSpriteInfo,
  SnapshotByTimeOffsetInfo MediaSnapshotByTimeOffsetInfo, KeyFrameDescInfo MediaKeyFrameDescInfo,
  AdaptiveDynamicStreamingInfo MediaAdaptiveDynamicStreamingInfo, MiniProgramReviewInfo MediaMiniProgramReviewInfo,
  SubtitleInfo MediaSubtitleInfo, FileId string, ReviewInfo FileReviewInfo, MPSAiMediaInfo MPSAiMediaInfo,
  KnowledgeBasesInfo KnowledgeBasesInfo
MediaKeyFrameDescInfo: KeyFrameDescSet MediaKeyFrameDescItem[]
MediaKeyFrameDescItem: TimeOffset float, Content string
MediaMetaData: Size int, Container string, Bitrate int, Height int, Width int, Duration float, Rotate int,
  VideoStreamSet MediaVideoStreamItem[], AudioStreamSet MediaAudioStreamItem[], VideoDuration float, AudioDuration
  float, Md5 string
MediaProcessTaskAdaptiveDynamicStreamingResult: Status string, ErrCodeExt string, ErrCode int, Message string,
  Progress int, Input AdaptiveDynamicStreamingTaskInput, Output AdaptiveDynamicStreamingInfoItem, BeginProcessTime
  string, FinishTime string
MediaProcessTaskAnimatedGraphicResult: Status string, ErrCodeExt string, ErrCode int, Message string, Input
  AnimatedGraphicTaskInput, Output MediaAnimatedGraphicsItem, Progress int, BeginProcessTime string, FinishTime string
MediaProcessTaskCoverBySnapshotResult: Status string, ErrCodeExt string, ErrCode int, Message string, Input
  CoverBySnapshotTaskInput, Output CoverBySnapshotTaskOutput, Progress int, BeginProcessTime string, FinishTime string
MediaProcessTaskImageSpriteResult: Status string, ErrCodeExt string, ErrCode int, Message string, Input
  ImageSpriteTaskInput, Output MediaImageSpriteItem, Progress int, BeginProcessTime string, FinishTime string
MediaProcessTaskInput: TranscodeTaskSet TranscodeTaskInput[], AnimatedGraphicTaskSet AnimatedGraphicTaskInput[],
  SnapshotByTimeOffsetTaskSet SnapshotByTimeOffsetTaskInput[], SampleSnapshotTaskSet SampleSnapshotTaskInput[],
  ImageSpriteTaskSet ImageSpriteTaskInput[], CoverBySnapshotTaskSet CoverBySnapshotTaskInput[],
  AdaptiveDynamicStreamingTaskSet AdaptiveDynamicStreamingTaskInput[]
MediaProcessTaskResult: Type string, TranscodeTask MediaProcessTaskTranscodeResult, AnimatedGraphicTask
  MediaProcessTaskAnimatedGraphicResult, SnapshotByTimeOffsetTask MediaProcessTaskSnapshotByTimeOffsetResult,
  SampleSnapshotTask MediaProcessTaskSampleSnapshotResult, ImageSpriteTask MediaProcessTaskImageSpriteResult,
  CoverBySnapshotTask MediaProcessTaskCoverBySnapshotResult, AdaptiveDynamicStreamingTask
  MediaProcessTaskAdaptiveDynamicStreamingResult
MediaProcessTaskSampleSnapshotResult: Status string, ErrCodeExt string, ErrCode int, Message string, Input
  SampleSnapshotTaskInput, Output MediaSampleSnapshotItem, Progress int, BeginProcessTime string, FinishTime string
MediaProcessTaskSnapshotByTimeOffsetResult: Status string, ErrCodeExt string, ErrCode int, Message string, Input
  SnapshotByTimeOffsetTaskInput, Output MediaSnapshotByTimeOffsetItem, Progress int, BeginProcessTime string,
  FinishTime string
MediaProcessTaskTranscodeResult: Status string, ErrCodeExt string, ErrCode int, Message string, Input
  TranscodeTaskInput, Output MediaTranscodeItem, Progress int, BeginProcessTime string, FinishTime string
MediaSourceData: SourceType string, SourceContext string
MediaVideoStreamItem: Bitrate int, Height int, Width int, Codec string, Fps int, CodecTag string, DynamicRangeInfo
  DynamicRangeInfo
ModifyAnimatedGraphicsTemplateResponse: RequestId string
ModifyClassResponse: RequestId string
ModifyEventConfigResponse: RequestId string
ModifyMediaInfoResponse: CoverUrl string, RequestId string
MosaicInput: CoordinateOrigin string, XPos string, YPos string, Width string, Height string, StartTimeOffset float,
  EndTimeOffset float
OverrideTranscodeParameter: Container string, RemoveVideo uint, RemoveAudio uint, VideoTemplate
  VideoTemplateInfoForUpdate, AudioTemplate AudioTemplateInfoForUpdate, TEHDConfig TEHDConfigForUpdate
ParseStreamingManifestResponse: MediaSegmentSet string[], RequestId string
ProcedureReviewAudioVideoTaskInput: Definition uint, ReviewContents string[]
ProcedureTask: TaskId string, Status string, ErrCode int, Message string, FileId string, FileName string, FileUrl
  string, MetaData MediaMetaData, MediaProcessResultSet MediaProcessTaskResult[], AiContentReviewResultSet
  AiContentReviewResult[], AiAnalysisResultSet AiAnalysisResult[], AiRecognitionResultSet AiRecognitionResult[],
  TasksPriority int, TasksNotifyMode string, SessionContext string, SessionId string
ProcedureTemplate: Name string, Type string, Comment string, MediaProcessTask MediaProcessTaskInput,
  AiContentReviewTask AiContentReviewTaskInput, AiAnalysisTask AiAnalysisTaskInput, AiRecognitionTaskSet
  AiRecognitionTaskInput[], AiRecognitionTask AiRecognitionTaskInput, MiniProgramPublishTask
  WechatMiniProgramPublishTaskInput, ReviewAudioVideoTask ProcedureReviewAudioVideoTaskInput,
  ImportMediaKnowledgeTaskSet ImportMediaKnowledgeTaskInput[], CreateTime string, UpdateTime string
ProcessMediaByProcedureResponse: TaskId string, RequestId string
ProcessMediaResponse: TaskId string, RequestId string
PullEventsResponse: EventSet EventContent[], RequestId string
PullUploadResponse: TaskId string, RequestId string
PullUploadTask: TaskId string, Status string, ErrCode int, Message string, FileId string, MediaBasicInfo
  MediaBasicInfo, MetaData MediaMetaData, FileUrl string, ProcedureTaskId string, ReviewAudioVideoTaskId string,
  SessionContext string, SessionId string, Progress int
ResetProcedureTemplateResponse: RequestId string
SPEKEDrm: ResourceId string, KeyServerUrl string, Vector string, EncryptionMethod string, EncryptionPreset string,
  KeyAcquireMode string
SampleSnapshotTaskInput: Definition uint, WatermarkSet WatermarkInput[]
SearchMediaResponse: TotalCount uint, MediaInfoSet MediaInfo[], RequestId string
SnapshotByTimeOffsetTaskInput: Definition uint, ExtTimeOffsetSet string[], TimeOffsetSet float[], WatermarkSet
  WatermarkInput[]
SubAppIdInfo: SubAppId uint, SubAppIdName string, Description string, CreateTime string, Status string, Name string,
  Mode string, StorageRegions string[], Tags ResourceTag[]
SubtitleInfoInput: Id string, FontType string, FontSize string, FontColor string, FontAlpha float, YPos string, BoardY
  string, BoardWidth string, BoardHeight string, BoardColor string, BoardAlpha float, Alignment string, OutlineWidth
  string, OutlineColor string, OutlineAlpha float, ShadowWidth string, ShadowColor string, ShadowAlpha float,
  LineSpacing string
TEHDConfigForUpdate: Type string, MaxVideoBitrate uint
TaskSimpleInfo: TaskId string, Status string, FileId string, TaskType string, CreateTime string, BeginProcessTime
  string, FinishTime string, SessionId string, SessionContext string
TempCertificate: SecretId string, SecretKey string, Token string, ExpiredTime uint
ThirdPartyDrmInfo: DrmTypes string[], SPEKEDrm SPEKEDrm
TraceWatermarkInput: Switch string, Definition uint
TranscodeTaskInput: Definition uint, WatermarkSet WatermarkInput[], TraceWatermark TraceWatermarkInput,
  CopyRightWatermark CopyRightWatermarkInput, BlindWatermark BlindWatermarkInput, MosaicSet MosaicInput[], HeadTailSet
  HeadTailTaskInput[], StartTimeOffset float, EndTimeOffset float, OverrideParameter OverrideTranscodeParameter,
  SubtitleInfoSet SubtitleInfoInput[]
VideoTemplateInfoForUpdate: Codec string, Fps uint, Bitrate uint, ResolutionAdaptive string, Width uint, Height uint,
  FillType string, Vcrf uint, Gop uint, PreserveHDRSwitch string, CodecTag string, GopUnit string, Mode string,
  Bframes int, HlsTime int, VideoProfile string
WatermarkInput: Definition uint, TextContent string, SvgContent string, StartTimeOffset float, EndTimeOffset float
`;

type Members = ReadonlyMap<string, string>;

/** The members of each type with their types, by the name of the type. */
export const answerTypes: ReadonlyMap<string, Members> = new Map(
  table
    .trim()
    .split(/\n(?! )/)
    .map((entry) => {
      const [name = '', members = ''] = entry.split(/:\s+/);
      return [name, new Map(members.split(/,\s+/).map((member) => member.split(/\s+/) as [string, string]))];
    }),
);

/** Lists the places of a value that do not have the type of the contract. `null` is valid for every type. */
export function misfits(type: string, value: unknown, at = type): string[] {
  if (value === null) return [];
  const wrong = [`${at} is ${JSON.stringify(value)}; the contract has ${type}`];
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return wrong;
    return value.flatMap((element, index) => misfits(type.slice(0, -2), element, `${at}.${index}`));
  }
  const members = answerTypes.get(type);
  if (!members) return fits(type, value) ? [] : wrong;
  if (typeof value !== 'object' || Array.isArray(value)) return wrong;
  return Object.entries(value).flatMap(([name, member]) => {
    const of = members.get(name);
    return of === undefined ? [`${at}.${name} is not in the contract`] : misfits(of, member, `${at}.${name}`);
  });
}

function fits(type: string, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'float':
      return Number.isFinite(value);
    case 'int':
      return Number.isSafeInteger(value);
    case 'uint':
      return Number.isSafeInteger(value) && Number(value) >= 0;
    default:
      throw new Error(`There is no type ${type}`);
  }
}
