/**
 * Contract types that this service accepts and returns but does not use: inputs of sub-tasks of other products, and ignored
 * parameters. The number types are those of the official Go client, which has the strictest types.
 *
 * A member is a scalar (`int` is int64, `uint` is uint64, `float` is float64), another type of this table, or an array of one
 * of these: `WatermarkInput[]`.
 */
export const inputTypes = {
  TranscodeTaskInput: {
    Definition: 'uint',
    WatermarkSet: 'WatermarkInput[]',
    TraceWatermark: 'TraceWatermarkInput',
    CopyRightWatermark: 'CopyRightWatermarkInput',
    BlindWatermark: 'BlindWatermarkInput',
    MosaicSet: 'MosaicInput[]',
    HeadTailSet: 'HeadTailTaskInput[]',
    StartTimeOffset: 'float',
    EndTimeOffset: 'float',
    OverrideParameter: 'OverrideTranscodeParameter',
    SubtitleInfoSet: 'SubtitleInfoInput[]',
  },
  SnapshotByTimeOffsetTaskInput: {
    Definition: 'uint',
    ExtTimeOffsetSet: 'string[]',
    TimeOffsetSet: 'float[]',
    WatermarkSet: 'WatermarkInput[]',
  },
  SampleSnapshotTaskInput: {
    Definition: 'uint',
    WatermarkSet: 'WatermarkInput[]',
  },
  ImageSpriteTaskInput: {
    Definition: 'uint',
  },
  CoverBySnapshotTaskInput: {
    Definition: 'uint',
    PositionType: 'string',
    PositionValue: 'float',
    WatermarkSet: 'WatermarkInput[]',
  },
  AdaptiveDynamicStreamingTaskInput: {
    Definition: 'uint',
    WatermarkSet: 'WatermarkInput[]',
    TraceWatermark: 'TraceWatermarkInput',
    CopyRightWatermark: 'CopyRightWatermarkInput',
    BlindWatermark: 'BlindWatermarkInput',
    SubtitleSet: 'string[]',
    SubtitleInfoSet: 'SubtitleInfoInput[]',
    DrmInfo: 'ThirdPartyDrmInfo',
  },
  AiAnalysisTaskInput: {
    Definition: 'uint',
  },
  AiContentReviewTaskInput: {
    Definition: 'uint',
  },
  AiRecognitionTaskInput: {
    Definition: 'uint',
  },
  AudioTemplateInfoForUpdate: {
    Codec: 'string',
    Bitrate: 'uint',
    SampleRate: 'uint',
    AudioChannel: 'int',
    StreamSelects: 'int[]',
  },
  BlindWatermarkInput: {
    Definition: 'uint',
  },
  CopyRightWatermarkInput: {
    Text: 'string',
  },
  HeadTailTaskInput: {
    Definition: 'int',
  },
  ImportMediaKnowledgeTaskInput: {
    Definition: 'uint',
    KnowledgeBaseIds: 'string[]',
  },
  MediaSubtitleInput: {
    Name: 'string',
    Language: 'string',
    Format: 'string',
    Content: 'string',
    Id: 'string',
  },
  MosaicInput: {
    CoordinateOrigin: 'string',
    XPos: 'string',
    YPos: 'string',
    Width: 'string',
    Height: 'string',
    StartTimeOffset: 'float',
    EndTimeOffset: 'float',
  },
  OverrideTranscodeParameter: {
    Container: 'string',
    RemoveVideo: 'uint',
    RemoveAudio: 'uint',
    VideoTemplate: 'VideoTemplateInfoForUpdate',
    AudioTemplate: 'AudioTemplateInfoForUpdate',
    TEHDConfig: 'TEHDConfigForUpdate',
  },
  ProcedureReviewAudioVideoTaskInput: {
    Definition: 'uint',
    ReviewContents: 'string[]',
  },
  ResourceTag: {
    TagKey: 'string',
    TagValue: 'string',
  },
  SPEKEDrm: {
    ResourceId: 'string',
    KeyServerUrl: 'string',
    Vector: 'string',
    EncryptionMethod: 'string',
    EncryptionPreset: 'string',
    KeyAcquireMode: 'string',
  },
  SubtitleInfoInput: {
    Id: 'string',
    FontType: 'string',
    FontSize: 'string',
    FontColor: 'string',
    FontAlpha: 'float',
    YPos: 'string',
    BoardY: 'string',
    BoardWidth: 'string',
    BoardHeight: 'string',
    BoardColor: 'string',
    BoardAlpha: 'float',
    Alignment: 'string',
    OutlineWidth: 'string',
    OutlineColor: 'string',
    OutlineAlpha: 'float',
    ShadowWidth: 'string',
    ShadowColor: 'string',
    ShadowAlpha: 'float',
    LineSpacing: 'string',
  },
  TEHDConfigForUpdate: {
    Type: 'string',
    MaxVideoBitrate: 'uint',
  },
  ThirdPartyDrmInfo: {
    DrmTypes: 'string[]',
    SPEKEDrm: 'SPEKEDrm',
  },
  TraceWatermarkInput: {
    Switch: 'string',
    Definition: 'uint',
  },
  VideoTemplateInfoForUpdate: {
    Codec: 'string',
    Fps: 'uint',
    Bitrate: 'uint',
    ResolutionAdaptive: 'string',
    Width: 'uint',
    Height: 'uint',
    FillType: 'string',
    Vcrf: 'uint',
    Gop: 'uint',
    PreserveHDRSwitch: 'string',
    CodecTag: 'string',
    GopUnit: 'string',
    Mode: 'string',
    Bframes: 'int',
    HlsTime: 'int',
    VideoProfile: 'string',
  },
  WatermarkInput: {
    Definition: 'uint',
    TextContent: 'string',
    SvgContent: 'string',
    StartTimeOffset: 'float',
    EndTimeOffset: 'float',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type InputType = keyof typeof inputTypes;
