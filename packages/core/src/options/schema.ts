import { isInput } from '../input/types.js';
import type { Output } from '../output/types.js';
import { isOutput } from '../output/types.js';
import type { Plan } from '../result/plan.js';
import type { Progress } from '../result/progress.js';
import { didYouMean, type Field } from '../schema/field.js';
import { boolean, choice, jsOnly } from '../schema/kinds.js';
import type { Entry, RecordSchema } from '../schema/record.js';
import type { TemplateInput } from '../template/template.js';
import { byteBudget, wholeNumber } from './amount.js';
import { color } from './color.js';
import { crop } from './crop.js';
import { destinationNames } from './destinations.js';
import { animationFormats } from './format.js';
import { frameRate, inputRate } from './frame-rate.js';
import type { LimitsInput } from './limits.js';
import { plays } from './plays.js';
import { reduce } from './reduce.js';
import { side } from './side.js';
import { speed } from './speed.js';
import { streamChoice } from './stream-choice.js';
import { endTime, positiveTime, startTime } from './time.js';

const input = jsOnly('a path, a URL, bytes, a stream or a range reader', 'Input', isInput);

const output: Field<Output> = {
  ...jsOnly('a path, a file: URL or a Writable', 'Output', isOutput),
  json: { type: 'string' },
  fromText: (text) => text,
};

const template: Field<number | TemplateInput> = {
  rule: 'a preset ID or a template object',
  type: 'number | TemplateInput',
  json: { type: 'integer' },
  parse(value) {
    const id = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(id) || isPlain(id) ? (id as number | TemplateInput) : undefined;
  },
  hint: (value) => didYouMean(presetNames[String(value).trim().toLowerCase()]),
  fromText: (text) => (/^\d+$/.test(text) ? Number(text) : text),
};

const presetNames: Readonly<Record<string, number>> = {
  gif: 20000,
  'gif-source': 20000,
  webp: 20001,
  'webp-source': 20001,
};

const signal = jsOnly('an AbortSignal', 'AbortSignal', isAbortSignal);

type OnProgress = (progress: Progress) => void;
const onProgress = jsOnly(
  'a function',
  '(progress: Progress) => void',
  (value): value is OnProgress => typeof value === 'function',
);

type OnPlan = (plan: Plan) => void;
const onPlan = jsOnly('a function', '(plan: Plan) => void', (value): value is OnPlan => typeof value === 'function');

const formats = choice(animationFormats, { 'image/gif': 'gif', 'image/webp': 'webp', 'image/avif': 'avif' });
const format: typeof formats = {
  ...formats,
  // ".GIF" is accepted too.
  parse: (value) => formats.parse(typeof value === 'string' ? value.trim().replace(/^\./, '') : value),
};

/** Names of other tools. */
const gravities = {
  middle: 'center',
  top: 'north',
  'right top': 'northeast',
  'top right': 'northeast',
  right: 'east',
  'right bottom': 'southeast',
  'bottom right': 'southeast',
  bottom: 'south',
  'left bottom': 'southwest',
  'bottom left': 'southwest',
  left: 'west',
  'left top': 'northwest',
  'top left': 'northwest',
} as const;

const percentage = wholeNumber(1, 100, /^%$/);
const quality: typeof percentage = {
  ...percentage,
  hint: (value) =>
    /^(best|max|maximum|highest|lossless)$/i.test(String(value).trim()) ? didYouMean(100) : percentage.hint?.(value),
};

const limits = jsOnly('an object', 'Limits', (value): value is LimitsInput => isPlain(value));

/** Options of animate(). Types, validation, command-line flags, API descriptions and tables are derived from it. */
export const animateSchema = {
  input: {
    field: input,
    doc: 'Source video: a path, a file:, http: or https: URL, bytes, a stream or a range reader.',
    required: true,
    flag: false,
  },
  output: {
    field: output,
    doc: 'Destination: a path, a file: URL or a Writable. If it is absent, the result has the bytes in `data`.',
    flag: 'path',
  },
  start: {
    field: startTime,
    doc: 'Start of the segment, counted from the first displayed frame. A negative time counts back from the end. auto chooses a good moment for `duration`: not dark, without a cut, sharp and moving.',
    unit: 's',
    default: 0,
    flag: 'time',
  },
  end: {
    field: endTime,
    doc: 'End of the segment. A negative time counts back from the end; 0 is the end of the video. Cannot be combined with `duration`.',
    unit: 's',
    defaultNote: 'the end of the video',
    flag: 'time',
  },
  duration: {
    field: positiveTime,
    doc: 'Length of the segment. Cannot be combined with `end`.',
    unit: 's',
    flag: 'time',
  },
  stream: {
    field: streamChoice,
    doc: 'Video stream to use: its index in the result of probe(), or its language, such as eng, de or pt-BR.',
    defaultNote: 'the main video',
    flag: 'n|lang',
  },
  speed: {
    field: speed,
    doc: 'Playback speed. 2 plays the segment in half its time, and 0.5 in twice its time. `fps` and the delays are those of the output.',
    default: 1,
    flag: 'x',
  },
  playback: {
    field: choice(['forward', 'reverse', 'boomerang'], {
      backward: 'reverse',
      backwards: 'reverse',
      reversed: 'reverse',
      'ping-pong': 'boomerang',
      pingpong: 'boomerang',
      bounce: 'boomerang',
      alternate: 'boomerang',
      normal: 'forward',
    }),
    doc: 'Order of the frames: forward, reverse, or boomerang, which plays forward and then in reverse without repeating a frame at the turns. The frames wait in a temporary file of at most 1 GiB, or `maxSpoolBytes`; those that do not fit are decoded again.',
    default: 'forward',
    flag: 'order',
  },
  format: {
    field: format,
    doc: 'Output format. Must match the file extension of `output`.',
    default: 'gif',
    defaultNote: 'webp or avif if `output` ends in .webp or .avif',
    inTemplate: true,
    flag: 'gif|webp|avif',
  },
  crop: {
    field: crop,
    doc: 'Part of the displayed video to keep: x, y, width and height in pixels, or in percent of its sides. auto removes black bars. Applies before `width`, `height` and `fit`.',
    defaultNote: 'the whole video',
    flag: 'x,y,w,h',
  },
  width: {
    field: side,
    doc: 'Output width. A percentage is relative to the displayed width of the source, after `crop`. 0 or auto: in proportion to the height; if both are 0, the size of the source (at most 4096 px on the long edge).',
    unit: 'px',
    default: 0,
    defaultNote: 'auto',
    inTemplate: true,
    flag: 'px|%',
  },
  height: {
    field: side,
    doc: 'Output height. A percentage is relative to the displayed height of the source, after `crop`. 0 or auto: in proportion to the width; if both are 0, the size of the source (at most 4096 px on the long edge).',
    unit: 'px',
    default: 0,
    defaultNote: 'auto',
    inTemplate: true,
    flag: 'px|%',
  },
  fit: {
    field: choice(['stretch', 'contain', 'cover', 'pad'], {
      fill: 'stretch',
      scale: 'stretch',
      inside: 'contain',
      outside: 'cover',
      crop: 'cover',
      letterbox: 'pad',
      bars: 'pad',
    }),
    doc: 'How the video is fitted when `width` and `height` are both given: stretch ignores the aspect ratio, contain scales it to fit inside, cover fills the size and crops the rest, pad adds bars of the color `background`.',
    default: 'stretch',
    flag: 'mode',
  },
  gravity: {
    field: choice(
      ['center', 'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'],
      gravities,
    ),
    doc: 'Which part of the video `fit` cover keeps, and where `fit` pad places the video.',
    default: 'center',
    flag: 'where',
  },
  background: {
    field: color,
    doc: 'Color of the bars that `fit` pad adds.',
    default: '#000000',
    flag: 'color',
  },
  resolutionAdaptive: {
    field: boolean(),
    doc: 'Apply `width` to the long edge of the displayed video, after `crop`, and `height` to the short edge.',
    default: false,
    inTemplate: true,
  },
  fps: {
    field: frameRate,
    doc: 'Frame rate: a number (29.97 means 30000/1001), a fraction such as 30000/1001, or source, which keeps every frame of the source at its own time. Without it, a video of at most 15 fps and an animated image keep their frame times.',
    unit: 'fps',
    default: 15,
    inTemplate: true,
    flag: 'rate',
  },
  inputFps: {
    field: inputRate,
    doc: 'Frame rate of a raw stream (such as .h264, .hevc or .mjpeg), which has no frame times. Other inputs are refused.',
    unit: 'fps',
    defaultNote: 'the stated rate, or 25',
    flag: 'rate',
  },
  quality: {
    field: quality,
    doc: 'Quality of both formats. 100 is the best quality, but not lossless.',
    default: 75,
    inTemplate: true,
    flag: 'n',
  },
  effort: {
    field: wholeNumber(0, 6),
    doc: 'Encoding effort: 0 is the fastest; 6 gives the smallest WebP and AVIF and the most accurate GIF palettes.',
    default: 2,
    flag: 'n',
  },
  loop: {
    field: plays,
    doc: 'Total number of plays. 0 or forever repeats without end. source takes the number of an animated GIF, WebP or PNG; other inputs repeat without end.',
    unit: 'plays',
    default: 0,
    defaultNote: 'forever',
    flag: 'n',
  },
  dither: {
    field: choice(['auto', 'none', 'floyd-steinberg', 'ordered'], {
      off: 'none',
      no: 'none',
      false: 'none',
      fs: 'floyd-steinberg',
      floyd: 'floyd-steinberg',
      floyd_steinberg: 'floyd-steinberg',
      floydsteinberg: 'floyd-steinberg',
      'error-diffusion': 'floyd-steinberg',
      bayer: 'ordered',
    }),
    doc: 'Dithering of GIF, which has at most 256 colors. Has no effect on other formats.',
    default: 'auto',
    flag: 'kind',
  },
  seamless: {
    field: choice(['none', 'find', 'crossfade', 'auto'], {
      match: 'find',
      search: 'find',
      fade: 'crossfade',
      blend: 'crossfade',
      dissolve: 'crossfade',
      off: 'none',
      no: 'none',
      on: 'auto',
      yes: 'auto',
      loop: 'auto',
    }),
    doc: 'How the end joins the beginning: find moves both ends to the frames that match best, crossfade blends the end into the frames before the start, auto finds and then blends if the match is not good. The result has `seam`.',
    default: 'none',
    flag: 'mode',
  },
  seamlessWindow: {
    field: positiveTime,
    doc: 'How far `seamless` find may move each end.',
    unit: 's',
    defaultNote: 'a quarter of the segment',
    flag: 'time',
  },
  crossfade: {
    field: positiveTime,
    doc: 'Length of the crossfade of `seamless`, in the output.',
    unit: 's',
    default: 0.5,
    flag: 'time',
  },
  maxBytes: {
    field: byteBudget,
    doc: 'Size that the output must not exceed. The video is decoded once, and encoded a few times to find the settings that use most of it; `reduce` says what may be reduced. If the output cannot be that small, the error names the smallest size.',
    unit: 'bytes',
    defaultNote: 'no limit',
    flag: 'size',
  },
  reduce: {
    field: reduce,
    doc: 'What `maxBytes` may reduce, in this order: quality, fps and size (the width), each with its lowest value. Each is reduced only if the ones before it are not enough.',
    default: 'quality:30,fps:8,size:64',
    flag: 'list',
  },
  for: {
    field: choice(destinationNames, {
      slack: 'slack-emoji',
      'discord-attachment': 'discord',
      gh: 'github',
      telegram: 'telegram-sticker',
      whatsapp: 'whatsapp-sticker',
      mail: 'email',
      newsletter: 'email',
    }),
    doc: 'The service that the output is for. Sets `maxBytes`, and defaults of the format, size, length and frame rate (see the table of services). Explicit options override the defaults, but must be within the limits.',
    flag: 'service',
  },
  template: {
    field: template,
    doc: 'ID of a preset (20000: GIF, 20001: WebP) or a template object. Explicit options override its fields.',
    flag: 'id|file',
  },
  overwrite: {
    field: boolean(),
    doc: 'Replace an existing output file. Otherwise, an existing file is an error.',
    default: false,
  },
  signal: { field: signal, doc: 'Aborts the job. The promise rejects within 100 ms.', flag: false },
  onProgress: { field: onProgress, doc: 'Called with the progress, at most 10 times per second.', flag: false },
  onPlan: {
    field: onPlan,
    doc: 'Called once, before the first frame is encoded, with the size, number of frames and estimated bytes of the output.',
    flag: false,
  },
  limits: { field: limits, doc: 'Limits of the job (see the table of limits).', flag: false },
  threads: {
    field: wholeNumber(1, 256),
    doc: 'Number of threads. The output does not depend on it.',
    defaultNote: 'os.availableParallelism()',
    flag: 'n',
  },
} as const satisfies RecordSchema & Record<string, Entry>;

/** Options of probe(): the options of animate() with the same names. */
export const probeSchema = {
  signal: animateSchema.signal,
  inputFps: animateSchema.inputFps,
  limits: animateSchema.limits,
  threads: { ...animateSchema.threads, defaultNote: '1' },
} as const satisfies RecordSchema;

// Checked by its members, so that signals of polyfills and other realms are accepted.
function isAbortSignal(value: unknown): value is AbortSignal {
  const signal = value as Partial<AbortSignal> | null;
  return (
    typeof signal === 'object' && typeof signal?.aborted === 'boolean' && typeof signal.addEventListener === 'function'
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
