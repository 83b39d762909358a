import { described, optional, withDefault } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { time } from '../../wire/params/time.js';
import { storageRegion } from '../media/media-info.js';
import { startParams } from './params.js';

export const pullUploadParams = object({
  MediaUrl: described(
    string({ min: 1, max: 8192, code: 'InvalidParameterValue.MediaUrl', secret: true }),
    'http:// or https:// address of a file, or of an HLS playlist whose end is known: its segments become one file. DASH is refused.',
  ),
  MediaType: described(
    withDefault(
      string({
        pattern: /^[A-Za-z0-9]{0,10}$/,
        form: 'text of at most 10 letters and digits',
        code: 'FailedOperation.MediaType',
      }),
      '',
    ),
    'Extension: `mp4`; `m3u8` for a playlist. Empty: the address tells, or what answers.',
  ),
  MediaName: described(withDefault(string({ max: 64 }), ''), 'Name of the media. Empty: that of the file.'),
  CoverUrl: described(
    withDefault(string({ max: 8192, code: 'InvalidParameterValue.CoverUrl', secret: true }), ''),
    'http:// or https:// address of its cover: a GIF, JPEG or PNG. Without one that can be had the media has none, and `Message` of the task says why.',
  ),
  Procedure: described(
    withDefault(string({ max: 64, code: 'InvalidParameterValue.Procedure' }), ''),
    'Name of a task flow: what to make of the media, as the flow is now. Empty: nothing.',
  ),
  ExpireTime: described(
    optional(time({ code: 'InvalidParameterValue.ExpireTime' })),
    'When the media is to be deleted: a time in the future. Absent: never.',
  ),
  StorageRegion: described(
    withDefault(string({ enum: ['', storageRegion], code: 'InvalidParameterValue.StorageRegion' }), ''),
    'There is one region.',
  ),
  ClassId: described(
    withDefault(integer({ min: 0, code: 'InvalidParameterValue.ClassId' }), 0),
    'Class of the media; 0 is the default one.',
  ),
  SourceContext: described(withDefault(string({ max: 250 }), ''), 'Anything of yours; stays with the media.'),
  MediaStoragePath: described(
    withDefault(string({ enum: [''], code: 'InvalidParameterValue.MediaStoragePath' }), ''),
    'Paths are not served.',
  ),
  ...startParams,
});
