import { isInput } from '../input/types.js';
import type { Output } from '../output/types.js';
import { isOutput } from '../output/types.js';
import type { Plan } from '../result/plan.js';
import type { Progress } from '../result/progress.js';
import { didYouMean, type Field } from '../schema/field.js';
import { boolean, choice, live } from '../schema/kinds.js';
import type { Entry, RecordSchema } from '../schema/record.js';
import type { TemplateInput } from '../template/template.js';
import { wholeNumber } from './amount.js';
import { color } from './color.js';
import { frameRate } from './frame-rate.js';
import type { LimitsInput } from './limits.js';
import { plays } from './plays.js';
import { side } from './side.js';
import { endTime, positiveTime, time } from './time.js';

const input = live('a path, a URL, bytes, a stream or a range reader', 'Input', isInput);

const output: Field<Output> = {
  ...live('a path, a file: URL or a Writable', 'Output', isOutput),
  json: { type: 'string' },
  fromText: (text) => text,
};

const template: Field<number | TemplateInput> = {
  expected: 'the id of a preset, or a template object',
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

const signal = live('an AbortSignal', 'AbortSignal', isAbortSignal);

type OnProgress = (progress: Progress) => void;
const onProgress = live(
  'a function',
  '(progress: Progress) => void',
  (value): value is OnProgress => typeof value === 'function',
);

type OnPlan = (plan: Plan) => void;
const onPlan = live('a function', '(plan: Plan) => void', (value): value is OnPlan => typeof value === 'function');

const formats = choice(['gif', 'webp'], { 'image/gif': 'gif', 'image/webp': 'webp' });
const format: typeof formats = {
  ...formats,
  // ".GIF" is accepted too.
  parse: (value) => formats.parse(typeof value === 'string' ? value.trim().replace(/^\./, '') : value),
};

const percentage = wholeNumber(1, 100, /^%$/);
const quality: typeof percentage = {
  ...percentage,
  hint: (value) =>
    /^(best|max|maximum|highest|lossless)$/i.test(String(value).trim()) ? didYouMean(100) : percentage.hint?.(value),
};

const limits = live('an object', 'Limits', (value): value is LimitsInput => isPlain(value));

/** The options of animate(): the source of types, validation, flags of the command, API descriptions and tables. */
export const animateSchema = {
  input: {
    field: input,
    doc: 'The video: a path, a file:, http: or https: URL, bytes, a stream, or a range reader.',
    required: true,
    flag: false,
  },
  output: {
    field: output,
    doc: 'Destination: a path, a file: URL, or a Writable. Without it, the bytes are in `result.data`.',
    flag: 'path',
  },
  start: {
    field: time,
    doc: 'Start of the segment, counted from the first displayed frame. A negative time counts from the end.',
    unit: 's',
    default: '0',
    flag: 'time',
  },
  end: {
    field: endTime,
    doc: 'End of the segment. A negative time counts from the end; 0 is the end of the video. Not together with `duration`.',
    unit: 's',
    default: '0',
    flag: 'time',
  },
  duration: {
    field: positiveTime,
    doc: 'Length of the segment. Not together with `end`.',
    unit: 's',
    flag: 'time',
  },
  format: {
    field: format,
    doc: 'Format of the output. Must match the extension of `output`.',
    default: "the template's, else the extension of `output`, else gif",
    flag: 'gif|webp',
  },
  width: {
    field: side,
    doc: 'Width. A percentage refers to the displayed width of the source. 0 or auto: in proportion to the height, or else the width of the source (at most 4096 px on the long edge).',
    unit: 'px',
    default: "the template's, else 0",
    flag: 'px|%',
  },
  height: {
    field: side,
    doc: 'Height. A percentage refers to the displayed height of the source. 0 or auto: in proportion to the width, or else the height of the source (at most 4096 px on the long edge).',
    unit: 'px',
    default: "the template's, else 0",
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
    doc: 'How the picture fits when width and height are given: stretch ignores its proportions, contain fits it inside, cover fills the size and crops the rest, pad adds bars of `background`.',
    default: 'stretch',
    flag: 'mode',
  },
  background: {
    field: color,
    doc: 'Colour of the bars of `pad`.',
    default: '#000000',
    flag: 'colour',
  },
  resolutionAdaptive: {
    field: boolean(),
    doc: '`width` is the long edge of the displayed picture and `height` the short one.',
    default: "the template's, else false",
  },
  fps: {
    field: frameRate,
    doc: 'Frames per second: a number (29.97 means 30000/1001), a fraction such as 30000/1001, or source for every frame of the source at its own time.',
    unit: 'frames/s',
    default: "the template's, else 15",
    flag: 'rate',
  },
  quality: {
    field: quality,
    doc: 'Quality for both formats. 100 is the best, but not lossless.',
    default: "the template's, else 75",
    flag: 'n',
  },
  effort: {
    field: wholeNumber(0, 6),
    doc: 'Encoding effort: 0 is the fastest, 6 gives the smallest WebP and the most accurate GIF palettes.',
    default: '2',
    flag: 'n',
  },
  loop: {
    field: plays,
    doc: 'Number of plays in total; 0 or forever repeats without end.',
    unit: 'plays',
    default: '0',
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
    doc: 'Dithering of GIF, which has at most 256 colours. WebP is not dithered.',
    default: 'auto',
    flag: 'kind',
  },
  template: {
    field: template,
    doc: 'The id of a preset (20000 GIF, 20001 WebP), or a template of your own. Explicit options override it.',
    flag: 'id|file',
  },
  overwrite: {
    field: boolean(),
    doc: 'Replace an existing output file. Without it, an existing file is an error.',
    default: 'false',
  },
  signal: { field: signal, doc: 'Aborts the job: the promise rejects within 100 ms.', flag: false },
  onProgress: { field: onProgress, doc: 'Called with the progress, at most 10 times per second.', flag: false },
  onPlan: {
    field: onPlan,
    doc: 'Called once, before the first frame is encoded, with the size, the frames and the estimated bytes of the output.',
    flag: false,
  },
  limits: { field: limits, doc: 'Limits of the job; see the table of limits.', flag: false },
  threads: {
    field: wholeNumber(1, 256),
    doc: 'Threads of the job. The output does not depend on it.',
    default: 'os.availableParallelism()',
    flag: 'n',
  },
} as const satisfies RecordSchema & Record<string, Entry>;

const { input: _, ...probeable } = animateSchema;

/** The options of probe(): those of animate() of the same name. */
export const probeSchema = {
  signal: probeable.signal,
  limits: probeable.limits,
  threads: probeable.threads,
} as const satisfies RecordSchema;

// Checked by shape, so that signals of polyfills and of other realms are accepted.
function isAbortSignal(value: unknown): value is AbortSignal {
  const signal = value as Partial<AbortSignal> | null;
  return (
    typeof signal === 'object' && typeof signal?.aborted === 'boolean' && typeof signal.addEventListener === 'function'
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
