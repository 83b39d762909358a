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

/** Of one media, at most. */
export const tagQuota = 16;
export const keyFrameQuota = 100;

export const filters = described(
  optional(array(string())),
  'The parts of MediaInfo that are wanted, by their names with a small first letter: `basicInfo`, `metaData`, `animatedGraphicsInfo`, `keyFrameDescInfo`. The others are null. Absent: all parts.',
);

const fileId = described(string(), 'Id of the media.');

export const describeParams = object({
  FileIds: described(
    array(string({ max: 40, code: 'InvalidParameterValue.FileIds' }), {
      min: 1,
      max: 20,
      code: 'InvalidParameterValue.FileIdsOverLimit',
      minCode: 'InvalidParameterValue.FileIdsEmpty',
    }),
    'Ids of media.',
  ),
  Filters: filters,
  SubAppId: subAppId,
});

/** The contract's codes say that these are too long, which an empty one is not. */
const emptyCode = 'InvalidParameterValue';
const tag = string({ min: 1, max: 32, code: 'InvalidParameterValue.TagTooLong', emptyCode });
const keyFrameDesc = object({
  TimeOffset: described(number({ min: 0 }), 'Seconds from the start of the video.'),
  Content: described(
    string({ min: 1, max: 128, code: 'InvalidParameterValue.KeyFrameDescContentTooLong', emptyCode }),
    'What is to be seen there.',
  ),
});
/** 1 does it; the contract gives other values no meaning. */
const clear = (what: string) => described(optional(integer()), `1: ${what}. Any other value does nothing.`);

export const modifyParams = object({
  FileId: fileId,
  SubAppId: subAppId,
  Name: described(optional(string({ max: 64, code: 'InvalidParameterValue.Name' })), 'New name.'),
  Description: described(optional(string({ max: 128, code: 'InvalidParameterValue.Description' })), 'New description.'),
  ClassId: described(optional(integer({ code: 'InvalidParameterValue.ClassId' })), 'New class; 0 is the default one.'),
  ExpireTime: described(
    optional(time({ code: 'InvalidParameterValue.ExpireTime' })),
    'When the media is to be deleted, with all that was made of it: a time in the future. `9999-12-31T23:59:59Z`: never.',
  ),
  CoverData: described(optional(string()), 'New cover: a GIF, JPEG or PNG in base64.'),
  AddTags: described(
    optional(array(tag, { max: tagQuota, code: 'LimitExceeded.TagCountReachMax' })),
    `Tags to add; a media has at most ${tagQuota}.`,
  ),
  DeleteTags: described(optional(array(string())), 'Tags to take away.'),
  ClearTags: clear('take all tags away'),
  AddKeyFrameDescs: described(
    optional(array(keyFrameDesc, { max: keyFrameQuota, code: 'LimitExceeded.KeyFrameDescCountReachMax' })),
    `Key frame descriptions to add; at a time that has one, the new one takes its place. A media has at most ${keyFrameQuota}.`,
  ),
  DeleteKeyFrameDescs: described(
    optional(array(number())),
    'Key frame descriptions to take away, by their times in seconds.',
  ),
  ClearKeyFrameDescs: clear('take all key frame descriptions away'),
  AddSubtitles: described(
    optional(array(input('MediaSubtitleInput'))),
    'Refused with UnsupportedOperation: subtitles are not kept here.',
  ),
  DeleteSubtitleIds: described(optional(array(string())), 'Refused likewise.'),
  ClearSubtitles: described(optional(integer()), '1: refused likewise.'),
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
            '`OriginalFiles` leaves the animations. The other types are of files that are never there.',
          ),
          Definition: described(withDefault(integer({ min: 0 }), 0), 'Without effect.'),
        }),
      ),
      [],
    ),
    'What to delete. Empty: the whole media.',
  ),
});

export type ModifyParams = Infer<typeof modifyParams>;
