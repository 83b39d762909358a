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
    'http:// or https:// URL of a media file or of an HLS playlist with an end. The segments of a playlist are joined to one file. DASH is not supported.',
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
    'File extension, such as `mp4`, or `m3u8` for an HLS playlist. Empty: taken from the URL or from the response.',
  ),
  MediaName: described(withDefault(string({ max: 64 }), ''), 'Name of the media. Empty: the file name in the URL.'),
  CoverUrl: described(
    withDefault(string({ max: 8192, code: 'InvalidParameterValue.CoverUrl', secret: true }), ''),
    'http:// or https:// URL of the cover: a GIF, JPEG or PNG image. If the cover cannot be used, the media has no cover, and `Message` of the task gives the reason.',
  ),
  Procedure: described(
    withDefault(string({ max: 64, code: 'InvalidParameterValue.Procedure' }), ''),
    'Name of the task flow that processes the media. Its content at the time of this request is used. Empty: no processing.',
  ),
  ExpireTime: described(
    optional(time({ code: 'InvalidParameterValue.ExpireTime' })),
    'Time at which the media and its animations are deleted. Must be in the future. Default: never.',
  ),
  StorageRegion: described(
    withDefault(string({ enum: ['', storageRegion], code: 'InvalidParameterValue.StorageRegion' }), ''),
    'Storage region. Empty means the only region.',
  ),
  ClassId: described(
    withDefault(integer({ min: 0, code: 'InvalidParameterValue.ClassId' }), 0),
    'ID of the class of the media. 0 is the default class.',
  ),
  SourceContext: described(withDefault(string({ max: 250 }), ''), 'Any text. Returned with the media.'),
  MediaStoragePath: described(
    withDefault(string({ enum: [''], code: 'InvalidParameterValue.MediaStoragePath' }), ''),
    'Not supported. Must be empty.',
  ),
  ...startParams,
});
