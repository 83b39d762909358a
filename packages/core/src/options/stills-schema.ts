import { option, phrase } from '../phrase.js';
import { type Field, formatValue } from '../schema/field.js';
import { boolean, choice } from '../schema/kinds.js';
import type { Entry, RecordSchema } from '../schema/record.js';
import { wholeNumber } from './amount.js';
import { animateSchema } from './schema.js';
import { parseMicroseconds, positiveTime, time } from './time.js';
import { timeList } from './time-list.js';

const formats = choice(['webp', 'png', 'jpeg'], {
  'image/webp': 'webp',
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
});
const format: typeof formats = {
  ...formats,
  // ".PNG" and "jpg" are accepted too.
  parse(value) {
    const name = typeof value === 'string' ? value.trim().replace(/^\./, '') : value;
    return formats.parse(typeof name === 'string' && name.toLowerCase() === 'jpg' ? 'jpeg' : name);
  },
};

const MOST = Number.MAX_SAFE_INTEGER;

const everyField = wholeNumber(1, MOST, /^frames?$/);
const every: Field<number> = {
  ...everyField,
  rule: 'a positive integer',
  // "10s" is a time.
  hint: (value) =>
    typeof value === 'string' && parseMicroseconds(value) !== undefined
      ? phrase`did you mean ${option('interval')} ${formatValue(value)}?`
      : everyField.hint?.(value),
};

const count: Field<number> = { ...wholeNumber(1, MOST, /^(stills?|frames?)$/), rule: 'a positive integer' };

const tiles = wholeNumber(1, 1000);

/** Options of stills(). Types, validation, command-line flags, API descriptions and tables are derived from it. */
export const stillsSchema = {
  input: animateSchema.input,
  output: {
    ...animateSchema.output,
    doc: 'Destination: a path, a file: URL or a Writable. For several files, the path has a number such as %03d: still-%03d.webp gives still-001.webp and so on. If it is absent, the result has the bytes in `data`.',
  },
  times: {
    field: timeList,
    doc: 'Take the frames on screen at these times, counted from the first displayed frame. They need not be in the segment. Negative times count back from the end.',
    unit: 's',
    flag: 'times',
  },
  every: {
    field: every,
    doc: 'Take the first frame of the segment and every n-th frame after it. All frames of the segment are decoded.',
    unit: 'frames',
    flag: 'n',
  },
  interval: {
    field: positiveTime,
    doc: 'Take the frame at the start of the segment, and one each time this interval has passed.',
    unit: 's',
    flag: 'time',
  },
  count: {
    field: count,
    doc: 'Divide the segment into this many equal parts and take one frame from each.',
    flag: 'n',
  },
  keyFrames: {
    field: boolean(),
    doc: 'With `count`: prefer a key frame of each part, which needs no other frame to be decoded. false takes the frame in the middle of each part, which is much slower in long videos.',
    default: true,
  },
  start: {
    ...animateSchema.start,
    field: time,
    doc: 'Start of the segment, counted from the first displayed frame. A negative time counts back from the end.',
  },
  end: animateSchema.end,
  duration: animateSchema.duration,
  stream: animateSchema.stream,
  format: {
    field: format,
    doc: 'Format of the pictures: webp and jpeg are lossy, png is lossless. jpeg has no transparency. Must match the file extension of `output`.',
    default: 'webp',
    defaultNote: 'or the extension of `output`',
    flag: 'webp|png|jpeg',
  },
  quality: {
    ...withoutTemplate(animateSchema.quality),
    doc: 'Quality of webp and jpeg. From 90 on, jpeg keeps the full resolution of colors.',
  },
  crop: animateSchema.crop,
  width: {
    ...withoutTemplate(animateSchema.width),
    doc: 'Width of a still. A percentage is relative to the displayed width of the source, after `crop`. 0 or auto: in proportion to the height; if both are 0, 160 px with `sprite`, else the size of the source (at most 4096 px on the long edge).',
  },
  height: {
    ...withoutTemplate(animateSchema.height),
    doc: 'Height of a still. A percentage is relative to the displayed height of the source, after `crop`. 0 or auto: in proportion to the width.',
  },
  fit: animateSchema.fit,
  gravity: animateSchema.gravity,
  background: {
    ...animateSchema.background,
    doc: 'Color of the bars that `fit` pad adds, of transparent parts in jpeg, and of unused tiles of a sheet.',
  },
  resolutionAdaptive: withoutTemplate(animateSchema.resolutionAdaptive),
  sprite: {
    field: boolean(),
    doc: 'Make sprite sheets with the stills as tiles, in the order of time, and a WebVTT index of them.',
    default: false,
  },
  columns: {
    field: tiles,
    doc: 'Columns of a sheet. Needs `sprite`.',
    defaultNote: '10, or fewer if the format has no pictures that wide',
    flag: 'n',
  },
  rows: {
    field: tiles,
    doc: 'Rows of a sheet. More stills give further sheets. Needs `sprite`.',
    defaultNote: '10, or fewer if the format has no pictures that high',
    flag: 'n',
  },
  inputFps: animateSchema.inputFps,
  overwrite: {
    ...animateSchema.overwrite,
    doc: 'Replace existing output files. Otherwise, an existing file is an error.',
  },
  signal: animateSchema.signal,
  onProgress: animateSchema.onProgress,
  limits: animateSchema.limits,
  threads: animateSchema.threads,
} as const satisfies RecordSchema & Record<string, Entry>;

function withoutTemplate<E extends Entry>({ inTemplate: _, ...entry }: E): Omit<E, 'inTemplate'> {
  return entry;
}
