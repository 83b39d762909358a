import { array } from '../../wire/params/array.js';
import { described, optional, withDefault } from '../../wire/params/kind.js';
import { integer, number } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { limit, offset } from '../../wire/params/page.js';
import { string } from '../../wire/params/string.js';
import { subAppId } from '../application/sub-app-id.js';

/** Templates in one application, at most. */
export const templateQuota = 16;

const definition = described(integer({ min: 1, max: 2 ** 31 - 1 }), 'Id of the template.');

const widthMeans = 'Width in pixels. 0: in proportion to Height, or that of the video when Height is 0 too.';
const heightMeans = 'Height in pixels. 0: in proportion to Width, or that of the video when Width is 0 too.';

const fields = {
  fps: described(integer({ min: 1, max: 60, code: 'InvalidParameterValue.Fps' }), 'Frames a second of the animation.'),
  // As the contract has them: templates that exist may shrink further than new ones.
  side: (min: number) => integer({ min, max: 4096, or: 0, code: 'InvalidParameterValue.Resolution' }),
  resolutionAdaptive: described(
    string({ enum: ['open', 'close'], code: 'InvalidParameterValue.ResolutionAdaptive' }),
    'What the sizes mean. `open`: Width is the long side of the picture and Height the short one, so that upright videos come out upright. `close`: Width is the width and Height the height.',
  ),
  format: described(
    string({ enum: ['gif', 'webp'], code: 'InvalidParameterValue.Format' }),
    'Format of the animation. Templates of your own for `webp` must give Width or Height.',
  ),
  quality: described(
    number({ min: 1, max: 100, code: 'InvalidParameterValue.Quality' }),
    'Quality of the picture. More looks better and makes larger files; 100 is not lossless.',
  ),
  name: described(string({ max: 64, code: 'InvalidParameterValue.Name' }), 'Name of the template, for people.'),
  comment: described(
    string({ max: 256, code: 'InvalidParameterValue.Comment' }),
    'What the template is for, for people.',
  ),
};

export const createParams = object({
  Fps: fields.fps,
  Width: described(optional(fields.side(128)), widthMeans),
  Height: described(optional(fields.side(128)), heightMeans),
  ResolutionAdaptive: withDefault(fields.resolutionAdaptive, 'open'),
  Format: withDefault(fields.format, 'gif'),
  Quality: withDefault(fields.quality, 75),
  Name: withDefault(fields.name, ''),
  Comment: withDefault(fields.comment, ''),
  SubAppId: subAppId,
});

export const modifyParams = object({
  Definition: definition,
  Fps: optional(fields.fps),
  Width: described(optional(fields.side(32)), widthMeans),
  Height: described(optional(fields.side(32)), heightMeans),
  ResolutionAdaptive: optional(fields.resolutionAdaptive),
  Format: optional(fields.format),
  Quality: optional(fields.quality),
  Name: optional(fields.name),
  Comment: optional(fields.comment),
  SubAppId: subAppId,
});

export const deleteParams = object({ Definition: definition, SubAppId: subAppId });

export const describeParams = object({
  Definitions: described(
    optional(
      array(integer({ code: 'InvalidParameterValue.Definitions' }), {
        max: 100,
        code: 'InvalidParameterValue.Definitions',
      }),
    ),
    'Ids of templates: only these. Unknown ones are left out of the answer.',
  ),
  Offset: offset,
  Limit: limit({ max: 100, default: 10, code: 'InvalidParameterValue.Limit' }),
  Type: described(
    optional(string({ enum: ['Preset', 'Custom'], code: 'InvalidParameterValue.Type' })),
    'Only presets, or only templates of your own. Absent: both.',
  ),
  SubAppId: subAppId,
});
