import {
  anyInteger,
  choice,
  elements,
  ends,
  exact,
  fraction,
  length,
  moment,
  page,
  period,
  range,
  subAppId,
  texts,
  value,
} from './limits.ts';

/* Limits of the contract for parameters of media actions. */

const noMedia = /not found \([\w.]+\)$/;
const desc = { TimeOffset: 1, Content: 'c' };

export const media = {
  DescribeMediaInfos: {
    base: { FileIds: ['x'] },
    limits: [
      ...elements('FileIds', [1, 20], `${value}.FileIdsOverLimit`, 'x', `${value}.FileIdsEmpty`),
      ...texts('FileIds', 20, 40, `${value}.FileIds`).slice(1),
      subAppId,
    ],
  },
  SearchMedia: {
    base: { Categories: ['Video'], ClassIds: [0], Sort: { Field: 'CreateTime', Order: 'Asc' } },
    limits: [
      ...texts('FileIds', 10, 40, `${value}.FileIds`),
      ...texts('Names', 10, 100, `${value}.Names`),
      ...texts('NamePrefixes', 10, 100, `${value}.NamePrefixes`),
      ...texts('Descriptions', 10, 100, value),
      ...elements('ClassIds', [0, 10], `${value}.ClassIds`, 1),
      anyInteger('ClassIds.0', `${value}.ClassIds`, [-exact, 0, exact]),
      ...texts('Tags', 16, 32, `${value}.Tags`),
      ...elements('Categories', [0, 10], `${value}.Categories`, 'Video'),
      choice('Categories.0', ['Video', 'Audio', 'Image'], `${value}.Categories`, ['video', 'Text']),
      ...texts('SourceTypes', 10, 100, `${value}.SourceTypes`),
      ...elements('StreamIds', [0, 10], `${value}.StreamIds`, 'x'),
      ...[...period('CreateTime'), ...period('ExpireTime')],
      ...texts('StorageRegions', 20, 20, `${value}.StorageRegions`),
      ...texts('MediaTypes', 10, 20, value),
      ...elements('TrtcSdkAppIds', [0, 10], value, 1),
      ...texts('TrtcRoomIds', 10, 64, value),
      ...length('Text', [0, 64], `${value}.Text`),
      moment('StartTime', `${value}.StartTime`),
      moment('EndTime', `${value}.EndTime`),
      choice('Sort.Field', ['CreateTime'], `${value}.Sort`, ['Size']),
      choice('Sort.Order', ['Asc', 'Desc'], `${value}.Sort`, ['asc', 'Up']),
      ...page(0, 5000, value, `${value}.Offset`),
      subAppId,
    ],
  },
  ModifyMediaInfo: {
    base: { FileId: '$FileId', AddTags: ['x'], AddKeyFrameDescs: [desc] },
    limits: [
      ...length('Name', [0, 64], `${value}.Name`),
      ...length('Description', [0, 128], `${value}.Description`),
      anyInteger('ClassId', value, [0, '$ClassId']),
      moment('ExpireTime', `${value}.ExpireTime`),
      ...elements('AddTags', [0, 16], 'LimitExceeded.TagCountReachMax', 'x'),
      ...length('AddTags.0', [1, 32], `${value}.TagTooLong`, value),
      ...elements('AddKeyFrameDescs', [0, 100], 'LimitExceeded.KeyFrameDescCountReachMax', desc),
      ...length('AddKeyFrameDescs.0.Content', [1, 128], `${value}.KeyFrameDescContentTooLong`, value),
      {
        ...fraction('AddKeyFrameDescs.0.TimeOffset', [0, 0], value),
        ...{ rule: 'a number of at least 0', inside: [0, 1.5], outside: [-0.001] },
      },
      anyInteger('ClearTags', value, [0, 2]),
      anyInteger('ClearKeyFrameDescs', value, [0, 2]),
      subAppId,
    ],
  },
  DeleteMedia: {
    base: { FileId: '5000', DeleteParts: [{ Type: 'OriginalFiles' }] },
    limits: ends(noMedia, [
      choice(
        'DeleteParts.0.Type',
        [
          ...['OriginalFiles', 'TranscodeFiles', 'AdaptiveDynamicStreamingFiles', 'WechatPublishFiles'],
          'WechatMiniProgramPublishFiles',
        ],
        value,
        ['AnimatedGraphics'],
      ),
      { ...range('DeleteParts.0.Definition', [0, exact], value), outside: [-1, 0.5] },
      subAppId,
    ]),
  },
};
