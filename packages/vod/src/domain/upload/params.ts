import { described, type Infer, optional, withDefault } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { time } from '../../wire/params/time.js';
import { subAppId } from '../application/sub-app-id.js';
import { storageRegion } from '../media/media-info.js';

/** Letters and digits: what may end the name of a file. */
export const mediaType = string({
  min: 1,
  max: 10,
  pattern: /^[A-Za-z0-9]+$/,
  form: 'an extension, as "mp4",',
  code: 'InvalidParameterValue.MediaType',
});

/** In any letter case, as names of files have it. */
export const coverType = string({
  pattern: /^([Gg][Ii][Ff]|[Jj][Pp][Ee]?[Gg]|[Pp][Nn][Gg])?$/,
  form: '"gif", "jpg", "jpeg" or "png"',
  code: 'InvalidParameterValue.CoverType',
});

export const mediaName = string({ max: 255 });

/** Malformed; for one that is past there is InvalidParameterValue.ExpireTime. */
export const expireTime = time({ code: 'InvalidParameter.ExpireTime' });

export const region = string({ enum: ['', storageRegion], code: 'InvalidParameterValue.StorageRegion' });

export const applyParams = object({
  MediaType: described(mediaType, 'Extension of the file: `mp4`, `mov`, ... Playlists (`m3u8`, `mpd`) are refused.'),
  MediaName: described(withDefault(mediaName, ''), 'Name of the media that it is to be.'),
  CoverType: described(withDefault(coverType, ''), 'Extension of a cover that comes with it. Empty: none comes.'),
  Procedure: described(
    withDefault(string({ max: 64, code: 'InvalidParameterValue.Procedure' }), ''),
    'Task flow to start once the media is there. Empty: none.',
  ),
  ExpireTime: described(
    optional(expireTime),
    'When the media is to be deleted, with all that was made of it: a time in the future. Absent, or `9999-12-31T23:59:59Z`: never.',
  ),
  StorageRegion: described(withDefault(region, ''), 'The one region that there is, or empty.'),
  ClassId: described(
    withDefault(integer({ min: 0, code: 'InvalidParameterValue.ClassId' }), 0),
    'Class of the media; 0 is the default one.',
  ),
  SourceContext: described(
    withDefault(string({ max: 250 }), ''),
    'Anything of yours; comes back in the media and in NewFileUpload.',
  ),
  SessionContext: described(
    withDefault(string({ max: 1000, code: 'InvalidParameterValue.SessionContextTooLong' }), ''),
    'Anything of yours; comes back in the task of the flow and its events.',
  ),
  ExtInfo: described(optional(string()), 'Reserved; ignored.'),
  MediaStoragePath: described(
    // Only where media are found by path, too.
    withDefault(string({ enum: [''], code: 'InvalidParameterValue.MediaStoragePath' }), ''),
    'Empty: media are found by FileId alone.',
  ),
  SubAppId: subAppId,
});

export type ApplyParams = Infer<typeof applyParams>;

export const commitParams = object({
  VodSessionKey: described(
    string({ min: 1, max: 128, code: 'InvalidParameterValue.VodSessionKey' }),
    'The upload, as ApplyUpload named it.',
  ),
  SubAppId: subAppId,
});
