import { storageRegion } from '../../../domain/media/media-info.js';
import { always, integer, list, nullable, number, oneOf, record, text, time, typed } from '../schema.js';

const bitrate = integer('Bits a second; 0 when unknown.');

const dynamicRange = record(
  {
    Type: oneOf('Whether the brightness goes beyond that of ordinary video.', 'SDR', 'HDR'),
    HDRType: oneOf('Which HDR; empty for SDR.', '', 'hdr10', 'hlg'),
  },
  'DynamicRangeInfo',
);

const videoStream = record(
  {
    Bitrate: bitrate,
    Height: integer('Height in pixels, as coded.'),
    Width: integer('Width in pixels, as coded.'),
    Codec: text('`h264`, `hevc`, `av1` …'),
    Fps: integer('Whole frames a second.'),
    CodecTag: text('Of `hevc` only: `hvc1` or `hev1`.'),
    DynamicRangeInfo: typed(dynamicRange, 'Of its brightness.'),
  },
  'MediaVideoStreamItem',
);

const audioStream = record(
  { Bitrate: bitrate, SamplingRate: integer('Hertz.'), Codec: text('`aac`, `opus` …') },
  'MediaAudioStreamItem',
);

/** MediaMetaData */
export const metaData = record(
  {
    Size: integer('Bytes of the file.'),
    Container: text('Names of its format: `mov,mp4,m4a,3gp,3g2,mj2`.'),
    Bitrate: bitrate,
    Height: integer('Height in pixels, as coded; Rotate turns it upright.'),
    Width: integer('Width in pixels, as coded.'),
    Duration: number('Seconds.'),
    Rotate: number('Degrees by which a player turns the picture.'),
    VideoStreamSet: list(typed(videoStream), 'Its video.'),
    AudioStreamSet: list(typed(audioStream), 'Its sound.'),
    VideoDuration: number('Seconds of the longest video stream; 0 without one.'),
    AudioDuration: number('Seconds of the longest audio stream; 0 without one.'),
    Md5: always('', 'Not computed.'),
  },
  'MediaMetaData',
);

/** MediaAnimatedGraphicsItem */
export const animatedGraphics = record(
  {
    Url: text('Where the file is. It cannot be guessed, and what is there never changes.', { format: 'uri' }),
    Definition: integer('Id of the template that it was made by.'),
    Container: oneOf('Format of the file.', 'gif', 'webp'),
    Height: integer('Height in pixels.'),
    Width: integer('Width in pixels.'),
    Bitrate: integer('Bits a second.'),
    Size: integer('Bytes.'),
    Md5: text('MD5 of the file, in hexadecimal digits.', { pattern: '^[0-9a-f]{32}$' }),
    StartTimeOffset: number('Where the segment starts, in seconds of the video; never negative.'),
    EndTimeOffset: number('Where it ends, within the video.'),
  },
  'MediaAnimatedGraphicsItem',
);

const sourceInfo = record(
  {
    SourceType: text('How it came: `Upload`, `Unknown` …'),
    SourceContext: text('What whoever added it said of it.'),
  },
  'MediaSourceData',
);

/** MediaBasicInfo */
export const basicInfo = record(
  {
    Name: text('Name.'),
    Description: text('Description.'),
    CreateTime: time('When it was added.'),
    UpdateTime: time('When it, or what was made of it, was last changed.'),
    ExpireTime: time('When it is deleted; `9999-12-31T23:59:59Z`: never.'),
    ClassId: integer('Class; 0 is the default one.'),
    ClassName: text('Name of the class.'),
    ClassPath: text('Names of the classes from the first level down, with ` - ` in between.'),
    CoverUrl: text('Where its cover is; empty: it has none.'),
    Type: text('Extension: `mp4`. Empty when nothing tells.'),
    MediaUrl: text('Where the original is; empty: it was deleted.'),
    SourceInfo: typed(sourceInfo, 'Where it is from.'),
    StorageRegion: always(storageRegion, 'The only region.'),
    StoragePath: always('', 'Paths are not served.'),
    TagSet: list({ type: 'string' }, 'Tags.'),
    Vid: text('The same as FileId.'),
    Category: oneOf('Kind of media.', 'Video', 'Audio', 'Image'),
    Status: always('Normal', 'No media is forbidden here.'),
    StorageClass: always('STANDARD', 'The only storage class.'),
  },
  'MediaBasicInfo',
);

const animatedGraphicsInfo = record(
  { AnimatedGraphicsSet: list(typed(animatedGraphics), 'One for each template and segment.') },
  'MediaAnimatedGraphicsInfo',
);

const keyFrameDesc = record(
  { TimeOffset: number('Seconds.'), Content: text('What is to be seen there.') },
  'MediaKeyFrameDescItem',
);

const keyFrameDescInfo = record({ KeyFrameDescSet: list(typed(keyFrameDesc), 'By time.') }, 'MediaKeyFrameDescInfo');

const other = always(null, 'Not of this service.');

/** MediaInfo */
export const mediaInfo = record(
  {
    FileId: text('Id of the media.'),
    BasicInfo: nullable(typed(basicInfo), 'Name, class, tags, address and so on.'),
    MetaData: nullable(typed(metaData), 'What the file holds.'),
    TranscodeInfo: other,
    AnimatedGraphicsInfo: nullable(typed(animatedGraphicsInfo), 'The animations made of it; null: none.'),
    SampleSnapshotInfo: other,
    ImageSpriteInfo: other,
    SnapshotByTimeOffsetInfo: other,
    KeyFrameDescInfo: nullable(typed(keyFrameDescInfo), 'Its key frame descriptions; null: none.'),
    AdaptiveDynamicStreamingInfo: other,
    MiniProgramReviewInfo: other,
    SubtitleInfo: other,
    ReviewInfo: other,
    MPSAiMediaInfo: other,
    KnowledgeBasesInfo: other,
  },
  'MediaInfo',
);
