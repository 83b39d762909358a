import { type Group, nothing } from '../group.js';
import { integer, list, record, text, typed } from '../schema.js';
import { mediaInfo } from './media-types.js';

const animation = {
  Url: 'http://127.0.0.1:8030/files/1500000000/5285890784246869930/3f0c1d0f5c3d4b8f9f0e7a1b2c3d4e5f/v.f20001.webp',
  ...{ Definition: 20001, Container: 'webp', Height: 480, Width: 640, Bitrate: 324269, Size: 121601 },
  ...{ Md5: '084d403c73930ca2f835679af1f37bd3', StartTimeOffset: 2, EndTimeOffset: 5 },
};

const media = {
  FileId: '5285890784246869930',
  ...{ BasicInfo: null, MetaData: null, TranscodeInfo: null },
  AnimatedGraphicsInfo: { AnimatedGraphicsSet: [animation] },
  ...{ SampleSnapshotInfo: null, ImageSpriteInfo: null, SnapshotByTimeOffsetInfo: null, KeyFrameDescInfo: null },
  ...{ AdaptiveDynamicStreamingInfo: null, MiniProgramReviewInfo: null, SubtitleInfo: null, ReviewInfo: null },
  ...{ MPSAiMediaInfo: null, KnowledgeBasesInfo: null },
};

export const mediaGroup: Group = {
  name: 'Media',
  description:
    'Media are the files from which animations are created. A media is added by an upload, by `cliploop-server media add`, by PullUpload, or by ProcessMedia with `Url`.',
  actions: {
    DescribeMediaInfos: {
      result: record({
        MediaInfoSet: list(typed(mediaInfo), 'The media that exist.'),
        NotExistFileIdSet: list({ type: 'string' }, 'The IDs for which no media exists.'),
      }),
      example: {
        params: { FileIds: ['5285890784246869930', '5000'], Filters: ['animatedGraphicsInfo'] },
        result: { MediaInfoSet: [media], NotExistFileIdSet: ['5000'] },
      },
    },
    SearchMedia: {
      result: record({
        TotalCount: integer('Total number of matching media, on all pages. 5000 means 5000 or more.'),
        MediaInfoSet: list(typed(mediaInfo), 'The media of the page.'),
      }),
      example: {
        params: { Names: ['holiday'], Categories: ['Video'], Filters: ['animatedGraphicsInfo'] },
        result: { TotalCount: 1, MediaInfoSet: [media] },
      },
    },
    ModifyMediaInfo: {
      result: {
        type: 'object',
        properties: { CoverUrl: text('URL of the new cover. Present if the request has CoverData.') },
      },
      example: { params: { FileId: '5285890784246869930', Name: 'holiday', AddTags: ['beach'] }, result: {} },
    },
    DeleteMedia: { result: nothing, example: { params: { FileId: '5285890784246869930' }, result: {} } },
    ParseStreamingManifest: {
      result: record({
        MediaSegmentSet: list(
          { type: 'string' },
          'The files that the manifest refers to, each once, as written in the manifest.',
        ),
      }),
      example: {
        params: { MediaManifestContent: '#EXTM3U\n#EXTINF:4,\none.ts\n#EXT-X-ENDLIST\n', ManifestType: 'm3u8' },
        result: { MediaSegmentSet: ['one.ts'] },
      },
    },
  },
};
