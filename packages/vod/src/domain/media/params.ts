import { input } from '../../wire/contract/input.js';
import { array } from '../../wire/params/array.js';
import { ignored } from '../../wire/params/ignored.js';
import { described, type Infer, optional, withDefault } from '../../wire/params/kind.js';
import { integer, number } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { time } from '../../wire/params/time.js';
import { subAppId } from '../application/sub-app-id.js';
import { partTypes } from './delete.js';

/** Maximum numbers for one media. */
export const tagQuota = 16;
export const keyFrameQuota = 100;

/** Characters of a cover as base64. Requests may have 10 MiB in all. */
const maxCoverText = 10_000_000;

export const filters = described(
  optional(array(string({ max: 64 }))),
  'Parts of MediaInfo to return: `basicInfo`, `metaData`, `animatedGraphicsInfo`, `keyFrameDescInfo`. Other parts are null. Default: all parts.',
);

const fileId = described(string({ max: 64 }), 'ID of the media.');

export const describeParams = object({
  FileIds: described(
    array(string({ max: 40, code: 'InvalidParameterValue.FileIds' }), {
      min: 1,
      max: 20,
      code: 'InvalidParameterValue.FileIdsOverLimit',
      minCode: 'InvalidParameterValue.FileIdsEmpty',
    }),
    'IDs of the media.',
  ),
  Filters: filters,
  SubAppId: subAppId,
});

/** For empty text, because the codes of the contract say that the text is too long. */
const emptyCode = 'InvalidParameterValue';
const tag = string({ min: 1, max: 32, code: 'InvalidParameterValue.TagTooLong', emptyCode });
const keyFrameDesc = object({
  TimeOffset: described(number({ min: 0 }), 'Time in seconds from the start of the video.'),
  Content: described(
    string({ min: 1, max: 128, code: 'InvalidParameterValue.KeyFrameDescContentTooLong', emptyCode }),
    'Description of the frame.',
  ),
});
/** The contract defines only the value 1. */
const clear = (what: string) => described(optional(integer()), `1 deletes ${what}. Other values have no effect.`);

export const modifyParams = object({
  FileId: fileId,
  SubAppId: subAppId,
  Name: described(optional(string({ max: 64, code: 'InvalidParameterValue.Name' })), 'New name of the media.'),
  Description: described(
    optional(string({ max: 128, code: 'InvalidParameterValue.Description' })),
    'New description of the media.',
  ),
  ClassId: described(
    optional(integer({ code: 'InvalidParameterValue.ClassId' })),
    'ID of the new class. 0 is the default class.',
  ),
  ExpireTime: described(
    optional(time({ code: 'InvalidParameterValue.ExpireTime' })),
    'Time at which the media and its animations are deleted. Must be in the future. `9999-12-31T23:59:59Z` means never.',
  ),
  CoverData: described(
    optional(string({ max: maxCoverText, code: 'InvalidParameterValue.ImageDecodeError', secret: true })),
    'New cover: a base64-encoded GIF, JPEG or PNG image.',
  ),
  AddTags: described(
    optional(array(tag, { max: tagQuota, code: 'LimitExceeded.TagCountReachMax' })),
    `Tags to add. A media can have up to ${tagQuota} tags.`,
  ),
  DeleteTags: described(
    optional(array(string({ max: 32, code: 'InvalidParameterValue.TagTooLong' }), { max: tagQuota })),
    'Tags to delete.',
  ),
  ClearTags: clear('all tags'),
  AddKeyFrameDescs: described(
    optional(array(keyFrameDesc, { max: keyFrameQuota, code: 'LimitExceeded.KeyFrameDescCountReachMax' })),
    `Key frame descriptions to add. A description replaces the existing one at the same time. A media can have up to ${keyFrameQuota} descriptions.`,
  ),
  DeleteKeyFrameDescs: described(
    optional(array(number(), { max: keyFrameQuota })),
    'Times in seconds of the key frame descriptions to delete.',
  ),
  ClearKeyFrameDescs: clear('all key frame descriptions'),
  AddSubtitles: described(
    optional(array(input('MediaSubtitleInput'), { max: 16 })),
    'Not supported: causes an UnsupportedOperation error.',
  ),
  DeleteSubtitleIds: described(
    optional(array(string(), { max: 16 })),
    'Not supported: causes an UnsupportedOperation error.',
  ),
  ClearSubtitles: described(optional(integer()), 'Not supported: 1 causes an UnsupportedOperation error.'),
  DeleteKnowledgeBases: ignored(array(string())),
  ClearKnowledgeBases: ignored(integer()),
});

export const deleteParams = object({
  FileId: fileId,
  SubAppId: subAppId,
  DeleteParts: described(
    withDefault(
      array(
        object({
          Type: described(
            string({ enum: partTypes }),
            'Part to delete. `OriginalFiles` deletes the original file and keeps the animations. The other types have no effect, because this service has no such files.',
          ),
          Definition: described(withDefault(integer({ min: 0 }), 0), 'Has no effect.'),
        }),
        { max: 10 },
      ),
      [],
    ),
    'Parts of the media to delete. Empty deletes the whole media.',
  ),
});

export type ModifyParams = Infer<typeof modifyParams>;
