import { animationFormats } from '@cliploop/core/schema';
import { array } from '../../wire/params/array.js';
import { described, optional, withDefault } from '../../wire/params/kind.js';
import { integer, number } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { limit, offset } from '../../wire/params/page.js';
import { string } from '../../wire/params/string.js';
import { subAppId } from '../application/sub-app-id.js';

/** Maximum number of templates in an application. */
export const templateQuota = 16;

const definition = described(integer({ min: 1, max: 2 ** 31 - 1 }), 'ID of the template.');

const widthDescription =
  'Width in pixels. 0 means proportional to Height, or the width of the video if Height is 0 too.';
const heightDescription =
  'Height in pixels. 0 means proportional to Width, or the height of the video if Width is 0 too.';

const fields = {
  fps: described(
    integer({ min: 1, max: 60, code: 'InvalidParameterValue.Fps' }),
    'Frames per second of the animation.',
  ),
  // The contract has a larger minimum for new templates than for changes.
  side: (min: number) => integer({ min, max: 4096, or: 0, code: 'InvalidParameterValue.Resolution' }),
  resolutionAdaptive: described(
    string({ enum: ['open', 'close'], code: 'InvalidParameterValue.ResolutionAdaptive' }),
    'How Width and Height apply. `open`: Width is the long side of the frame and Height the short side, so portrait videos stay portrait. `close`: Width is the width and Height the height.',
  ),
  format: described(
    string({ enum: animationFormats, code: 'InvalidParameterValue.Format' }),
    'Format of the animation. Custom `webp` templates need Width or Height.',
  ),
  quality: described(
    number({ min: 1, max: 100, code: 'InvalidParameterValue.Quality' }),
    'Quality of the animation. Higher values give better frames and larger files. 100 is not lossless.',
  ),
  name: described(string({ max: 64, code: 'InvalidParameterValue.Name' }), 'Name of the template.'),
  comment: described(string({ max: 256, code: 'InvalidParameterValue.Comment' }), 'Description of the template.'),
};

export const createParams = object({
  Fps: fields.fps,
  Width: described(optional(fields.side(128)), widthDescription),
  Height: described(optional(fields.side(128)), heightDescription),
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
  Width: described(optional(fields.side(32)), widthDescription),
  Height: described(optional(fields.side(32)), heightDescription),
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
    'Returns only the templates with these IDs. Unknown IDs are ignored.',
  ),
  Offset: offset,
  Limit: limit({ max: 100, default: 10, code: 'InvalidParameterValue.Limit' }),
  Type: described(
    optional(string({ enum: ['Preset', 'Custom'], code: 'InvalidParameterValue.Type' })),
    'Returns only presets or only custom templates. Default: both.',
  ),
  SubAppId: subAppId,
});
