import { errorCatalogue } from '../errors.js';
import { boolean, integer, listOf, number, numbersByName, object, oneOf, orNull, text } from '../schema/shape.js';
import { warningCatalogue } from '../warnings.js';
import { timingStages } from './stages.js';

const warning = object('Warning', {
  code: {
    shape: oneOf(...namesOf(warningCatalogue), ...namesOf(errorCatalogue)),
    doc: 'The code of a warning, or in a probe of a video that cannot be decoded, the code of an error.',
  },
  message: { shape: text, doc: 'Message with numbers.' },
  data: {
    shape: numbersByName,
    doc: 'The numbers in the message, by the names in the table of warnings.',
    optional: true,
  },
  options: {
    shape: numbersByName,
    doc: 'Options that make the output smaller, with suggested values. Only for LARGE_OUTPUT.',
    optional: true,
  },
});

const color = object('Color', {
  matrix: { shape: text, doc: 'YUV to RGB matrix (libav name).' },
  range: { shape: text, doc: 'Range: limited or full.' },
  primaries: { shape: text, doc: 'Color primaries (libav name).' },
  transfer: { shape: text, doc: 'Transfer function (libav name).' },
  assumed: {
    shape: listOf(text),
    doc: 'Names of the properties that the file does not specify and that were assumed.',
  },
});

const videoProperties = {
  width: { shape: integer, doc: 'Displayed width.', unit: 'px' },
  height: { shape: integer, doc: 'Displayed height.', unit: 'px' },
  codedWidth: { shape: integer, doc: 'Coded width.', unit: 'px' },
  codedHeight: { shape: integer, doc: 'Coded height.', unit: 'px' },
  sampleAspectRatio: { shape: text, doc: 'Ratio of the width to the height of a coded pixel, such as "1:1".' },
  rotation: { shape: oneOf(0, 90, 180, 270), doc: 'Clockwise rotation for display.', unit: 'degrees' },
  mirrored: { shape: boolean, doc: 'Whether the video is displayed mirrored.' },
  codec: { shape: text, doc: 'Codec (libav name).' },
  pixelFormat: { shape: text, doc: 'Pixel format (libav name).' },
  bitDepth: { shape: integer, doc: 'Bits per color component.', unit: 'bits' },
  frameRate: { shape: number, doc: 'Average frame rate.', unit: 'fps' },
  frameRateFraction: { shape: text, doc: 'Average frame rate as a fraction, such as "30000/1001".' },
  interlaced: { shape: boolean, doc: 'Whether the video is interlaced. animate() deinterlaces it.' },
  alpha: { shape: boolean, doc: 'Whether the video has an alpha channel.' },
  plays: {
    shape: integer,
    doc: 'Number of plays of an animated GIF, WebP or PNG; 0 repeats without end. Only if the file states it.',
    optional: true as const,
  },
  hdr: { shape: oneOf('none', 'pq', 'hlg'), doc: 'Type of high dynamic range. animate() maps it to sRGB.' },
};

const duration = {
  shape: orNull(number),
  doc: 'Duration up to the end of the last displayed frame; null if unknown.',
  unit: 's',
};
const durationFrom = {
  shape: oneOf('header', 'packets'),
  doc: 'Source of the duration: header, or packets if the header is missing or wrong.',
};

const source = object('SourceInfo', {
  container: { shape: listOf(text), doc: 'Container formats (libav names).' },
  ...videoProperties,
  duration,
  durationFrom,
  color: { shape: color, doc: 'Color properties.' },
  stream: { shape: integer, doc: 'Index of the video stream that was used.' },
  streamReason: {
    shape: oneOf('index', 'language', 'decoder', 'moving', 'default', 'rate', 'size', 'first'),
    doc: 'Why the stream was used; absent if it is the only one. index and language: the option `stream`; decoder: the others have no decoder; moving: the others are still pictures; default: it is marked as the default; rate: it has the most frames; size: it is the largest; first: it is the first.',
    optional: true,
  },
  fallback: { shape: oneOf('decoded-from-start'), doc: 'Present if seeking failed.', optional: true },
});

const crop = {
  shape: object('Crop', {
    x: { shape: integer, doc: 'Distance from the left.', unit: 'px' },
    y: { shape: integer, doc: 'Distance from the top.', unit: 'px' },
    width: { shape: integer, doc: 'Width.', unit: 'px' },
    height: { shape: integer, doc: 'Height.', unit: 'px' },
  }),
  doc: 'The part of the displayed source that `crop` kept. Absent if nothing was cut off.',
  optional: true as const,
};

const fitted = object('Fitted', {
  quality: { shape: integer, doc: 'Quality.' },
  width: { shape: integer, doc: 'Width.', unit: 'px' },
  height: { shape: integer, doc: 'Height.', unit: 'px' },
  fps: { shape: number, doc: 'Frame rate.', unit: 'fps' },
  encodes: { shape: integer, doc: 'How many times the video was encoded.' },
});

const seam = object('Seam', {
  moved: { shape: boolean, doc: 'Whether `start` and `end` are not those that were asked for.' },
  crossfade: { shape: number, doc: 'Length of the crossfade; 0 if there is none.', unit: 's' },
  jumpBefore: {
    shape: number,
    doc: 'The jump of the segment that was asked for: the difference of its last to its first frame, as a multiple of the mean difference of neighbors. 1 is as smooth as the rest.',
  },
  jump: { shape: number, doc: 'The jump of the output.' },
});

/** Result of animate(), without `data`. */
export const animateResultSchema = object('AnimateResult', {
  format: { shape: oneOf('gif', 'webp', 'avif'), doc: 'Output format.' },
  width: { shape: integer, doc: 'Output width.', unit: 'px' },
  height: { shape: integer, doc: 'Output height.', unit: 'px' },
  crop,
  frames: { shape: integer, doc: 'Number of frames, after identical adjacent frames are merged.' },
  duration: { shape: number, doc: 'Duration of one play.', unit: 's' },
  start: { shape: number, doc: 'Actual start in the source.', unit: 's' },
  end: { shape: number, doc: 'Actual end in the source.', unit: 's' },
  size: { shape: integer, doc: 'Size of the output.', unit: 'bytes' },
  md5: { shape: text, doc: 'MD5 of the output, hexadecimal.' },
  bitrate: { shape: integer, doc: 'Average bit rate.', unit: 'bits/s' },
  loop: { shape: integer, doc: 'Total number of plays; 0 means forever.', unit: 'plays' },
  seam: { shape: seam, doc: 'How the loop was closed. Only with `seamless`.', optional: true },
  fitted: { shape: fitted, doc: 'The settings that fit into `maxBytes`. Only with `maxBytes`.', optional: true },
  warnings: { shape: listOf(warning), doc: 'Warnings (see the table of warnings).' },
  source: { shape: source, doc: 'Properties of the source video.' },
  timings: {
    shape: numbersByName,
    doc: `Time spent in each stage, summed over threads: ${timingStages.join(', ')}.`,
    unit: 'ms',
  },
});

const estimate = object('Estimate', {
  bytes: { shape: integer, doc: 'Size of the output.', unit: 'bytes' },
  low: { shape: integer, doc: 'The size is probably between `low` and `high`.', unit: 'bytes' },
  high: { shape: integer, doc: 'The size is probably between `low` and `high`.', unit: 'bytes' },
  frames: { shape: integer, doc: 'Number of frames, after identical adjacent frames are merged.' },
  seconds: { shape: number, doc: 'Time that animate() takes on this machine.', unit: 's' },
  encodedFrames: { shape: integer, doc: 'Number of frames that were encoded to find this.' },
});

const delays = object('Delays', {
  shortest: { shape: number, doc: 'The shortest delay.', unit: 's' },
  longest: { shape: number, doc: 'The longest delay.', unit: 's' },
});

const suggestion = object('Suggestion', {
  options: { shape: numbersByName, doc: 'Options to change, with their values: `width` and `height`, or `fps`.' },
  bytes: { shape: integer, doc: 'Estimated size of the output with these options.', unit: 'bytes' },
});

/** Result of plan(). */
export const planResultSchema = object('PlanResult', {
  format: { shape: oneOf('gif', 'webp', 'avif'), doc: 'Output format.' },
  width: { shape: integer, doc: 'Output width.', unit: 'px' },
  height: { shape: integer, doc: 'Output height.', unit: 'px' },
  crop,
  frames: {
    shape: orNull(integer),
    doc: 'Number of frames, before identical adjacent frames are merged; null if unknown.',
  },
  exact: {
    shape: boolean,
    doc: 'Whether `frames`, `duration` and `delays` were computed from the times of all frames of the segment. Otherwise, `frames` is the duration times the frame rate.',
  },
  duration: { shape: orNull(number), doc: 'Duration of one play; null if unknown.', unit: 's' },
  start: { shape: number, doc: 'Actual start in the source.', unit: 's' },
  end: { shape: orNull(number), doc: 'Actual end in the source; null if unknown.', unit: 's' },
  frameRate: { shape: orNull(number), doc: 'Frame rate of the output; null if unknown.', unit: 'fps' },
  delays: {
    shape: orNull(delays),
    doc: 'Delays of the frames, before identical adjacent frames are merged; null if unknown.',
  },
  loop: { shape: integer, doc: 'Total number of plays; 0 means forever.', unit: 'plays' },
  estimate: {
    shape: orNull(estimate),
    doc: 'Estimate of the size and time, from some frames that were encoded; null if the number of frames is unknown.',
  },
  suggestions: {
    shape: listOf(suggestion),
    doc: 'Options that make the output smaller, the largest output first, with estimates.',
  },
  warnings: {
    shape: listOf(warning),
    doc: 'Warnings (see the table of warnings). animate() can find more when it decodes all frames.',
  },
  source: { shape: source, doc: 'Properties of the source video.' },
  timings: {
    shape: numbersByName,
    doc: `Time spent in each stage, summed over threads: ${timingStages.join(', ')}.`,
    unit: 'ms',
  },
});

const pictureFile = {
  size: { shape: integer, doc: 'Size of the file.', unit: 'bytes' },
  md5: { shape: text, doc: 'MD5 of the file, hexadecimal.' },
  offset: { shape: integer, doc: 'Offset of its bytes in the output, if the output holds all files.', unit: 'bytes' },
  path: { shape: text, doc: 'Path of the file, if `output` is a path.' },
};

const still = object('Still', {
  time: { shape: number, doc: 'Time at which the frame begins, counted from the first displayed frame.', unit: 's' },
  start: { shape: number, doc: 'Start of the part of the video that the still stands for.', unit: 's' },
  end: { shape: number, doc: 'End of that part: the start of the next still, or the end of the segment.', unit: 's' },
  size: optionalMember(pictureFile.size),
  md5: optionalMember(pictureFile.md5),
  offset: optionalMember(pictureFile.offset),
  path: optionalMember(pictureFile.path),
  sheet: { shape: integer, doc: 'Index of its sheet in `sheets`. Only with `sprite`.', optional: true },
  x: { shape: integer, doc: 'Left edge in the sheet.', unit: 'px', optional: true },
  y: { shape: integer, doc: 'Top edge in the sheet.', unit: 'px', optional: true },
});

const sheet = object('Sheet', {
  width: { shape: integer, doc: 'Width of the sheet.', unit: 'px' },
  height: { shape: integer, doc: 'Height of the sheet.', unit: 'px' },
  size: pictureFile.size,
  md5: pictureFile.md5,
  offset: optionalMember(pictureFile.offset),
  path: optionalMember(pictureFile.path),
});

/** Result of stills(), without `data`. */
export const stillsResultSchema = object('StillsResult', {
  format: { shape: oneOf('webp', 'png', 'jpeg'), doc: 'Format of the pictures.' },
  width: { shape: integer, doc: 'Width of each still.', unit: 'px' },
  height: { shape: integer, doc: 'Height of each still.', unit: 'px' },
  crop,
  start: { shape: number, doc: 'Actual start of the segment.', unit: 's' },
  end: {
    shape: orNull(number),
    doc: 'End of the segment; null if it is the end of the video, which is unknown.',
    unit: 's',
  },
  size: { shape: integer, doc: 'Size of all files.', unit: 'bytes' },
  stills: {
    shape: listOf(still),
    doc: 'The stills, in the order of `times` or of time. With `sprite`, `size`, `md5`, `offset` and `path` are in `sheets`.',
  },
  sheets: { shape: listOf(sheet), doc: 'The sprite sheets. Only with `sprite`.', optional: true },
  vtt: {
    shape: text,
    doc: 'WebVTT index of the sheets. Without `output`, it calls them sheet-1.webp and so on. Only with `sprite`.',
    optional: true,
  },
  vttPath: { shape: text, doc: 'Path of the index, if `output` is a path. Only with `sprite`.', optional: true },
  warnings: { shape: listOf(warning), doc: 'Warnings (see the table of warnings).' },
  source: { shape: source, doc: 'Properties of the source video.' },
  timings: {
    shape: numbersByName,
    doc: `Time spent in each stage, summed over threads: ${timingStages.join(', ')}.`,
    unit: 'ms',
  },
});

const videoStream = object('VideoStream', {
  index: { shape: integer, doc: 'Index of the stream in the file.' },
  ...videoProperties,
  codecLong: { shape: text, doc: 'Long name of the codec.' },
  language: { shape: orNull(text), doc: 'Language tag of the container, such as "eng"; null if not stated.' },
  tag: { shape: text, doc: 'Codec tag in the container, such as "avc1".' },
  bitrate: { shape: orNull(integer), doc: 'Bit rate; null if unknown.', unit: 'bits/s' },
  duration,
  color: { shape: color, doc: 'Color properties.' },
  default: { shape: boolean, doc: 'Whether the stream is marked as the default.' },
  selected: { shape: boolean, doc: 'Whether animate() uses this stream.' },
});

const audioStream = object('AudioStream', {
  index: { shape: integer, doc: 'Index of the stream in the file.' },
  codec: { shape: text, doc: 'Codec (libav name).' },
  sampleRate: { shape: orNull(integer), doc: 'Sample rate; null if unknown.', unit: 'Hz' },
  channels: { shape: orNull(integer), doc: 'Number of channels; null if unknown.' },
  bitrate: { shape: orNull(integer), doc: 'Bit rate; null if unknown.', unit: 'bits/s' },
  duration: { shape: orNull(number), doc: 'Duration; null if unknown.', unit: 's' },
});

/** Result of probe(). */
export const probeResultSchema = object('Probe', {
  containers: { shape: listOf(text), doc: 'Container formats (libav names).' },
  size: { shape: orNull(integer), doc: 'File size; null if unknown.', unit: 'bytes' },
  bitrate: { shape: orNull(integer), doc: 'Total bit rate; null if unknown.', unit: 'bits/s' },
  duration,
  durationFrom,
  start: {
    shape: number,
    doc: 'Timestamp of the first displayed frame in the file. All other times count from it.',
    unit: 's',
  },
  video: { shape: listOf(videoStream), doc: 'Video streams, except cover art.' },
  audio: { shape: listOf(audioStream), doc: 'Audio streams.' },
  warnings: {
    shape: listOf(warning),
    doc: 'Warnings (see the table of warnings). If the video cannot be decoded, one has the code and the message of the error.',
  },
});

function optionalMember<const M extends object>(member: M): M & { optional: true } {
  return { ...member, optional: true };
}

function namesOf<T extends object>(catalogue: T): (keyof T & string)[] {
  return Object.keys(catalogue) as (keyof T & string)[];
}
