import { animationFormats } from '@cliploop/core/schema';
import { storageRegion } from '../../../domain/media/media-info.js';
import { always, integer, list, nullable, number, oneOf, record, text, time, typed } from '../schema.js';

const bitrate = integer('Bit rate in bits per second. 0 if unknown.');

const dynamicRange = record(
  {
    Type: oneOf('Dynamic range: standard (`SDR`) or high (`HDR`).', 'SDR', 'HDR'),
    HDRType: oneOf('Type of HDR: HDR10 (PQ) or HLG. Empty for SDR.', '', 'hdr10', 'hlg'),
  },
  'DynamicRangeInfo',
);

const videoStream = record(
  {
    Bitrate: bitrate,
    Height: integer('Coded height in pixels.'),
    Width: integer('Coded width in pixels.'),
    Codec: text('Codec, such as `h264`, `hevc` or `av1`.'),
    Fps: integer('Frames per second, rounded to an integer.'),
    CodecTag: text('Codec tag of an `hevc` stream: `hvc1` or `hev1`. Empty for other codecs.'),
    DynamicRangeInfo: typed(dynamicRange, 'Dynamic range of the stream.'),
  },
  'MediaVideoStreamItem',
);

const audioStream = record(
  {
    Bitrate: bitrate,
    SamplingRate: integer('Sampling rate in hertz.'),
    Codec: text('Codec, such as `aac` or `opus`.'),
  },
  'MediaAudioStreamItem',
);

/** MediaMetaData */
export const metaData = record(
  {
    Size: integer('Size of the file in bytes.'),
    Container: text('Names of the container format, such as `mov,mp4,m4a,3gp,3g2,mj2`.'),
    Bitrate: bitrate,
    Height: integer('Coded height in pixels, before the rotation by Rotate.'),
    Width: integer('Coded width in pixels.'),
    Duration: number('Duration in seconds.'),
    Rotate: number('Rotation in degrees that a player applies.'),
    VideoStreamSet: list(typed(videoStream), 'The video streams.'),
    AudioStreamSet: list(typed(audioStream), 'The audio streams.'),
    VideoDuration: number('Duration of the longest video stream in seconds. 0 if there is none.'),
    AudioDuration: number('Duration of the longest audio stream in seconds. 0 if there is none.'),
    Md5: always('', 'Not computed.'),
  },
  'MediaMetaData',
);

/** MediaAnimatedGraphicsItem */
export const animatedGraphics = record(
  {
    Url: text('URL of the animation. The URL cannot be guessed, and its content does not change.', { format: 'uri' }),
    Definition: integer('ID of the template. 0: it was made with settings of its own.'),
    Container: oneOf('Format of the animation.', ...animationFormats),
    Height: integer('Height in pixels.'),
    Width: integer('Width in pixels.'),
    Bitrate: integer('Bit rate in bits per second.'),
    Size: integer('Size in bytes.'),
    Md5: text('MD5 of the file, in hexadecimal digits.', { pattern: '^[0-9a-f]{32}$' }),
    StartTimeOffset: number('Start of the segment in seconds from the start of the video. Not negative.'),
    EndTimeOffset: number('End of the segment in seconds from the start of the video. Not after the end of the video.'),
  },
  'MediaAnimatedGraphicsItem',
);

const sourceInfo = record(
  {
    SourceType: text('How the media was added, such as `Upload` or `Unknown`.'),
    SourceContext: text('SourceContext of the upload.'),
  },
  'MediaSourceData',
);

/** MediaBasicInfo */
export const basicInfo = record(
  {
    Name: text('Name of the media.'),
    Description: text('Description of the media.'),
    CreateTime: time('Time at which the media was added.'),
    UpdateTime: time('Time of the last change of the media or its animations.'),
    ExpireTime: time('Time at which the media is deleted. `9999-12-31T23:59:59Z` means never.'),
    ClassId: integer('ID of the class. 0 is the default class.'),
    ClassName: text('Name of the class.'),
    ClassPath: text('Path of the class: class names from the first level down, separated by ` - `.'),
    CoverUrl: text('URL of the cover. Empty if there is no cover.'),
    Type: text('File extension, such as `mp4`. Empty if unknown.'),
    MediaUrl: text('URL of the original file. Empty if it was deleted.'),
    SourceInfo: typed(sourceInfo, 'Source of the media.'),
    StorageRegion: always(storageRegion, 'The only storage region.'),
    StoragePath: always('', 'Not supported.'),
    TagSet: list({ type: 'string' }, 'Tags of the media.'),
    Vid: text('Same as FileId.'),
    Category: oneOf('Category of the media.', 'Video', 'Audio', 'Image'),
    Status: always('Normal', 'The only status.'),
    StorageClass: always('STANDARD', 'The only storage class.'),
  },
  'MediaBasicInfo',
);

const animatedGraphicsInfo = record(
  { AnimatedGraphicsSet: list(typed(animatedGraphics), 'The animations, one for each template and segment.') },
  'MediaAnimatedGraphicsInfo',
);

const keyFrameDesc = record(
  { TimeOffset: number('Time in seconds from the start of the video.'), Content: text('Description of the frame.') },
  'MediaKeyFrameDescItem',
);

const keyFrameDescInfo = record(
  { KeyFrameDescSet: list(typed(keyFrameDesc), 'The key frame descriptions, sorted by time.') },
  'MediaKeyFrameDescInfo',
);

const other = always(null, 'Not supported.');

/** MediaInfo */
export const mediaInfo = record(
  {
    FileId: text('ID of the media.'),
    BasicInfo: nullable(typed(basicInfo), 'Name, class, tags, URLs and other properties. Null if Filters excludes it.'),
    MetaData: nullable(typed(metaData), 'Metadata of the file. Null if Filters excludes it.'),
    TranscodeInfo: other,
    AnimatedGraphicsInfo: nullable(typed(animatedGraphicsInfo), 'The animations of the media. Null if there are none.'),
    SampleSnapshotInfo: other,
    ImageSpriteInfo: other,
    SnapshotByTimeOffsetInfo: other,
    KeyFrameDescInfo: nullable(typed(keyFrameDescInfo), 'The key frame descriptions. Null if there are none.'),
    AdaptiveDynamicStreamingInfo: other,
    MiniProgramReviewInfo: other,
    SubtitleInfo: other,
    ReviewInfo: other,
    MPSAiMediaInfo: other,
    KnowledgeBasesInfo: other,
  },
  'MediaInfo',
);
