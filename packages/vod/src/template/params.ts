import { subAppId } from '../application/sub-app-id.js';
import { array } from '../params/array.js';
import { described, optional, withDefault } from '../params/kind.js';
import { integer, number } from '../params/number.js';
import { object } from '../params/object.js';
import { string } from '../params/string.js';

/** Templates in one application, at most. */
export const templateQuota = 16;

const definition = described(integer({ min: 1, max: 2 ** 31 - 1 }), 'The id of the template.');

const fields = {
  fps: described(integer({ min: 1, max: 60, code: 'InvalidParameterValue.Fps' }), 'Frames a second.'),
  // As the contract has them: templates that exist may shrink further than new ones.
  side: (min: number) => integer({ min, max: 4096, or: 0, code: 'InvalidParameterValue.Resolution' }),
  resolutionAdaptive: described(
    string({ enum: ['open', 'close'], code: 'InvalidParameterValue.ResolutionAdaptive' }),
    'open: Width is the long side of the picture and Height the short one.',
  ),
  format: described(string({ enum: ['gif', 'webp'], code: 'InvalidParameterValue.Format' }), 'Of the file.'),
  quality: described(number({ min: 1, max: 100, code: 'InvalidParameterValue.Quality' }), 'Of the picture.'),
  name: described(string({ max: 64, code: 'InvalidParameterValue.Name' }), 'For people.'),
  comment: described(string({ max: 256, code: 'InvalidParameterValue.Comment' }), 'For people.'),
};

export const createParams = object({
  Fps: fields.fps,
  Width: described(optional(fields.side(128)), 'px; 0 is derived.'),
  Height: described(optional(fields.side(128)), 'px; 0 is derived.'),
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
  Width: described(optional(fields.side(32)), 'px; 0 is derived.'),
  Height: described(optional(fields.side(32)), 'px; 0 is derived.'),
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
    'Only these; unknown ones are left out.',
  ),
  Offset: withDefault(integer({ min: 0 }), 0),
  Limit: withDefault(integer({ min: 0, max: 100, code: 'InvalidParameterValue.Limit' }), 10),
  Type: optional(string({ enum: ['Preset', 'Custom'], code: 'InvalidParameterValue.Type' })),
  SubAppId: subAppId,
});
