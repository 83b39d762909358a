import { described, withDefault } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { manifestLimits } from './references.js';

export const parseParams = object({
  MediaManifestContent: described(
    string({ min: 1, max: manifestLimits.content, code: 'InvalidParameterValue.MediaManifestContent' }),
    'Content of the manifest.',
  ),
  ManifestType: described(
    withDefault(string({ enum: ['m3u8', 'mpd'] }), 'm3u8'),
    'Type of the manifest. `m3u8`: HLS media playlist or master playlist. `mpd`: DASH manifest.',
  ),
});
