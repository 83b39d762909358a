import { subAppId } from '../application/sub-app-id.js';
import { anyObject } from '../params/any.js';
import { array } from '../params/array.js';
import { described, type Infer, optional, withDefault } from '../params/kind.js';
import { integer, number } from '../params/number.js';
import { object } from '../params/object.js';
import { string } from '../params/string.js';
import { time } from '../params/time.js';
import { partTypes } from './delete.js';

/** Of one media, at most. */
export const tagQuota = 16;
export const keyFrameQuota = 100;

export const filters = described(
  optional(array(string())),
  'The parts of MediaInfo that are wanted, as "basicInfo" and "animatedGraphicsInfo"; none: all. Others are null.',
);

const fileId = described(string(), 'The id of the media.');

export const describeParams = object({
  FileIds: array(string({ max: 40, code: 'InvalidParameterValue.FileIds' }), {
    min: 1,
    max: 20,
    code: 'InvalidParameterValue.FileIdsOverLimit',
    minCode: 'InvalidParameterValue.FileIdsEmpty',
  }),
  Filters: filters,
  SubAppId: subAppId,
});

/** The contract's codes say that these are too long, which an empty one is not. */
const emptyCode = 'InvalidParameterValue';
const tag = string({ min: 1, max: 32, code: 'InvalidParameterValue.TagTooLong', emptyCode });
const keyFrameDesc = object({
  TimeOffset: described(number({ min: 0 }), 'seconds'),
  Content: string({ min: 1, max: 128, code: 'InvalidParameterValue.KeyFrameDescContentTooLong', emptyCode }),
});
/** 1 does it; the contract gives other values no meaning. */
const clear = optional(integer());

export const modifyParams = object({
  FileId: fileId,
  SubAppId: subAppId,
  Name: optional(string({ max: 64, code: 'InvalidParameterValue.Name' })),
  Description: optional(string({ max: 128, code: 'InvalidParameterValue.Description' })),
  ClassId: described(optional(integer({ code: 'InvalidParameterValue.ClassId' })), '0 is the default class.'),
  ExpireTime: described(
    optional(time({ code: 'InvalidParameterValue.ExpireTime' })),
    'In the future; 9999-12-31T23:59:59Z is never.',
  ),
  CoverData: described(optional(string()), 'A GIF, JPEG or PNG in base64.'),
  AddTags: optional(array(tag, { max: tagQuota, code: 'LimitExceeded.TagCountReachMax' })),
  DeleteTags: optional(array(string())),
  ClearTags: clear,
  AddKeyFrameDescs: described(
    optional(array(keyFrameDesc, { max: keyFrameQuota, code: 'LimitExceeded.KeyFrameDescCountReachMax' })),
    'One at a time that has one takes its place.',
  ),
  DeleteKeyFrameDescs: described(optional(array(number())), 'Their times in seconds.'),
  ClearKeyFrameDescs: clear,
  AddSubtitles: described(optional(array(anyObject())), 'Refused: subtitles are not kept here.'),
  DeleteSubtitleIds: described(optional(array(string())), 'Refused.'),
  ClearSubtitles: described(clear, 'Refused.'),
});

export const deleteParams = object({
  FileId: fileId,
  SubAppId: subAppId,
  DeleteParts: withDefault(
    array(
      object({
        Type: described(
          string({ enum: partTypes }),
          'OriginalFiles leaves the animations; the other types are of files that are never there.',
        ),
        Definition: withDefault(integer({ min: 0 }), 0),
      }),
    ),
    [],
  ),
});

export type ModifyParams = Infer<typeof modifyParams>;
