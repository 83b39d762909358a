import { described, type Infer, optional, withDefault } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { time } from '../../wire/params/time.js';
import { extInfo, subAppId } from '../application/sub-app-id.js';
import { storageRegion } from '../media/media-info.js';

/** File extension. */
export const mediaType = string({
  min: 1,
  max: 10,
  pattern: /^[A-Za-z0-9]+$/,
  form: 'an extension, as "mp4",',
  code: 'InvalidParameterValue.MediaType',
});

/** Letter case does not matter, as in file names. */
export const coverType = string({
  pattern: /^([Gg][Ii][Ff]|[Jj][Pp][Ee]?[Gg]|[Pp][Nn][Gg])?$/,
  form: '"gif", "jpg", "jpeg" or "png"',
  code: 'InvalidParameterValue.CoverType',
});

export const mediaName = string({ max: 255 });

/** Code for malformed times. Times in the past have InvalidParameterValue.ExpireTime. */
export const expireTime = time({ code: 'InvalidParameter.ExpireTime' });

export const region = string({ enum: ['', storageRegion], code: 'InvalidParameterValue.StorageRegion' });

/** What ApplyUpload and uploads with tus say of the media. */
const mediaMembers = {
  MediaName: described(withDefault(mediaName, ''), 'Name of the media.'),
  Procedure: described(
    withDefault(string({ max: 64, code: 'InvalidParameterValue.Procedure' }), ''),
    'Name of the task flow that processes the media after the upload. Empty: no processing.',
  ),
  ExpireTime: described(
    optional(expireTime),
    'Time at which the media and its animations are deleted. Must be in the future. Default: `9999-12-31T23:59:59Z`, which means never.',
  ),
  ClassId: described(
    withDefault(integer({ min: 0, code: 'InvalidParameterValue.ClassId' }), 0),
    'ID of the class of the media. 0 is the default class.',
  ),
  SourceContext: described(
    withDefault(string({ max: 250 }), ''),
    'Any text. Returned with the media and in NewFileUpload events.',
  ),
  SessionContext: described(
    withDefault(string({ max: 1000, code: 'InvalidParameterValue.SessionContextTooLong' }), ''),
    'Any text. Returned in the task of the task flow and its events.',
  ),
  SubAppId: subAppId,
};

const mediaParams = object(mediaMembers);

/** The media of an upload, as requested at its start. */
export type MediaParams = Infer<typeof mediaParams>;

export const applyParams = object({
  MediaType: described(
    mediaType,
    'File extension of the media, such as `mp4`. Playlists (`m3u8`, `mpd`) are not supported.',
  ),
  ...mediaMembers,
  CoverType: described(
    withDefault(coverType, ''),
    'File extension of the cover: `gif`, `jpg`, `jpeg` or `png`. Empty if there is no cover.',
  ),
  StorageRegion: described(withDefault(region, ''), 'Storage region. Empty means the only region.'),
  ExtInfo: extInfo,
  MediaStoragePath: described(
    // Supported only by services that also identify media by path.
    withDefault(string({ enum: [''], code: 'InvalidParameterValue.MediaStoragePath' }), ''),
    'Not supported. Must be empty.',
  ),
});

/** The metadata of an upload with tus that are parameters. */
export const metadataParams = object({
  MediaType: described(
    optional(mediaType),
    'File extension of the media. Default: that of `filename`, or else the usual one of `filetype`.',
  ),
  ...mediaMembers,
});

export const commitParams = object({
  VodSessionKey: described(
    string({ min: 1, max: 128, code: 'InvalidParameterValue.VodSessionKey' }),
    'VodSessionKey that ApplyUpload returned.',
  ),
  SubAppId: subAppId,
});
