import { type Entry, stillsSchema } from '@cliploop/core/schema';
import { described, type Kind, optional, required, withDefault } from '../../wire/params/kind.js';
import { refusal, shown } from '../../wire/params/message.js';
import { integer, number } from '../../wire/params/number.js';
import { onOff, string } from '../../wire/params/string.js';
import { describeSetting } from '../settings/describe.js';
import { MAX_SECONDS, segment } from '../settings/params.js';
import { MAX_STILLS } from './maker.js';

export const fileId = described(string({ min: 1, max: 64 }), 'ID of the media.');

/** Numbers of a query, separated by commas. */
const times: Kind<number[]> = required({
  rule: `1 to ${MAX_STILLS} times in seconds, separated by commas`,
  json: { type: 'string', pattern: '^-?[0-9.]+(,-?[0-9.]+)*$', maxLength: MAX_STILLS * 20 },
  read: (value, at) => {
    const all = typeof value === 'string' && value.length <= MAX_STILLS * 20 ? value.split(',') : [];
    const isTime = (text: string): boolean =>
      /^-?(\d+(\.\d*)?|\.\d+)$/.test(text) && Math.abs(Number(text)) <= MAX_SECONDS;
    if (all.length >= 1 && all.length <= MAX_STILLS && all.every(isTime)) return all.map(Number);
    throw refusal('InvalidParameterValue', at.name, shown(value), times.rule);
  },
});

/** An option of stills() that says how the file is read. Its value is text, as in every query. */
function readingOption(entry: Entry): Kind<string | undefined> {
  const { field } = entry;
  return optional(
    required({
      rule: field.rule,
      json: describeSetting(entry),
      read: (value, at) => {
        if (typeof value === 'string' && field.parse(value) !== undefined) return value;
        throw refusal('InvalidParameterValue', at.name, shown(value), field.rule);
      },
    }),
  );
}

const side = (other: string) =>
  described(
    withDefault(integer({ min: 16, max: 4096, or: 0 }), 0),
    `Size of each still in pixels. 0: in proportion to ${other}. If both are 0, stills in a sheet are 160 pixels wide, and one still has the size of the video.`,
  );

export const stillsParams = {
  Times: described(
    optional(times),
    `Takes the frames on screen at these seconds, at most ${MAX_STILLS}, separated by commas. They need not be in the segment, which only says for which frames the colors of HDR are chosen. Exactly one of Times, Every, Interval and Count must be given.`,
  ),
  Every: described(
    optional(integer({ min: 1, max: 1_000_000 })),
    `Takes the first frame of the segment and every n-th frame after it. More than ${MAX_STILLS} are an error. 1 gives the exact times of all frames.`,
  ),
  Interval: described(
    optional(number({ min: 0.001, max: MAX_SECONDS })),
    'Takes the frame at the start of the segment, and one each time this number of seconds has passed.',
  ),
  Count: described(
    optional(integer({ min: 1, max: MAX_STILLS })),
    'Divides the segment into this number of equal parts, and takes one frame of each.',
  ),
  KeyFrames: described(
    withDefault(onOff(), true),
    'With Count. `ON` prefers key frames, which is fast in long videos. `OFF` takes the frame in the middle of each part.',
  ),
  ...segment,
  Stream: readingOption(stillsSchema.stream),
  InputFps: readingOption(stillsSchema.inputFps),
  Width: side('Height'),
  Height: side('Width'),
  Format: described(
    withDefault(string({ enum: ['webp', 'jpeg', 'png'] }), 'webp'),
    'Format of the picture. `png` is lossless.',
  ),
  Quality: described(withDefault(integer({ min: 1, max: 100 }), 75), 'Quality of webp and jpeg.'),
  Columns: described(
    optional(integer({ min: 1, max: MAX_STILLS })),
    'Columns of the sheet, if the picture has several stills. It has as many rows as they need. Default: 10, or fewer if the stills are wide.',
  ),
};
