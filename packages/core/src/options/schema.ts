import { isInput } from '../input/types.js';
import type { Output } from '../output/types.js';
import { isOutput } from '../output/types.js';
import type { Progress } from '../result/progress.js';
import type { Field } from '../schema/field.js';
import { boolean, choice, integer, live, zeroOr } from '../schema/kinds.js';
import type { Entry, RecordSchema } from '../schema/record.js';
import type { TemplateInput } from '../template/template.js';
import { color } from './color.js';
import { frameRate } from './frame-rate.js';
import type { LimitsInput } from './limits.js';
import { positiveTime, time } from './time.js';

const input = live('path, URL, bytes, stream or range reader', 'Input', isInput);

const output: Field<Output> = {
  ...live('path, file: URL or Writable', 'Output', isOutput),
  json: { type: 'string' },
  fromText: (text) => text,
};

const template: Field<number | TemplateInput> = {
  expected: 'id of a preset or a template',
  type: 'number | TemplateInput',
  json: { type: 'integer' },
  parse: (value) => (Number.isSafeInteger(value) || isPlain(value) ? (value as number | TemplateInput) : undefined),
  fromText: (text) => (/^\d+$/.test(text) ? Number(text) : text),
};

const signal = live('AbortSignal', 'AbortSignal', isAbortSignal);

type OnProgress = (progress: Progress) => void;
const onProgress = live(
  'function',
  '(progress: Progress) => void',
  (value): value is OnProgress => typeof value === 'function',
);

const limits = live('object', 'Limits', (value): value is LimitsInput => isPlain(value));

/** The options of animate(). Types, validation, flags of the command, API descriptions and tables all come from here. */
export const animateSchema = {
  input: {
    field: input,
    doc: 'The video: a path, a file:, http: or https: URL, bytes, a stream, or a range reader.',
    required: true,
    flag: false,
  },
  output: {
    field: output,
    doc: 'Where the result goes: a path, a file: URL, or a Writable. Absent: into `result.data`.',
    flag: 'path',
  },
  start: {
    field: time,
    doc: 'Start of the segment, from the first displayed frame; negative counts from the end.',
    unit: 's, or hh:mm:ss.sss',
    default: '0',
    flag: 'time',
  },
  end: {
    field: time,
    doc: 'End of the segment; negative counts from the end, 0 is the end of the video. Not together with `duration`.',
    unit: 's, or hh:mm:ss.sss',
    default: '0',
    flag: 'time',
  },
  duration: {
    field: positiveTime,
    doc: 'Length of the segment, above 0. Not together with `end`.',
    unit: 's, or hh:mm:ss.sss',
    flag: 'time',
  },
  format: {
    field: choice('gif', 'webp'),
    doc: 'Format of the output. Must agree with the extension of `output`.',
    default: 'of the template, else the extension of `output`, else gif',
    flag: 'gif|webp',
  },
  width: {
    field: zeroOr(16, 4096),
    doc: 'Width; 0 is derived: from the height in proportion, or as the source is displayed (at most 4096 on the long edge).',
    unit: 'px',
    default: 'of the template, else 0',
    flag: 'px',
  },
  height: {
    field: zeroOr(16, 4096),
    doc: 'Height; 0 is derived: from the width in proportion, or as the source is displayed (at most 4096 on the long edge).',
    unit: 'px',
    default: 'of the template, else 0',
    flag: 'px',
  },
  fit: {
    field: choice('stretch', 'contain', 'cover', 'pad'),
    doc: 'What happens when both sides are given: stretch to them, contain the picture in them, cover them and cut, or pad with `background`.',
    default: 'stretch',
    flag: 'mode',
  },
  background: {
    field: color,
    doc: 'Colour of the bars of `pad`: transparent, #rgb, #rrggbb, #rrggbbaa or a basic CSS name.',
    default: '#000000',
    flag: 'colour',
  },
  resolutionAdaptive: {
    field: boolean(),
    doc: '`width` names the long edge of the displayed picture and `height` the short one.',
    default: 'of the template, else false',
  },
  fps: {
    field: frameRate,
    doc: 'Frames a second: a number (29.97 is 30000/1001), a fraction "num/den", or source for every frame at its own time.',
    unit: 'frames/s',
    default: 'of the template, else 15',
    flag: 'rate',
  },
  quality: {
    field: integer(1, 100),
    doc: 'Quality, one dial for both formats; 100 is not lossless.',
    default: 'of the template, else 75',
    flag: 'n',
  },
  effort: {
    field: integer(0, 6),
    doc: 'Time to spend: 0 is fastest, 6 gives the smallest WebP and the GIF palettes nearest to the source.',
    default: '2',
    flag: 'n',
  },
  loop: {
    field: integer(0, 65_535),
    doc: 'How often the result plays in all; 0 is for ever.',
    unit: 'plays',
    default: '0',
    flag: 'n',
  },
  dither: {
    field: choice('auto', 'none', 'floyd-steinberg', 'ordered'),
    doc: 'How GIF hides its few colours; WebP needs none.',
    default: 'auto',
    flag: 'kind',
  },
  template: {
    field: template,
    doc: 'A preset by id (20000 GIF, 20001 WebP), or a template of your own. Explicit options override it.',
    flag: 'id|file',
  },
  overwrite: {
    field: boolean(),
    doc: 'An existing output file is replaced; otherwise it is an error.',
    default: 'false',
  },
  signal: { field: signal, doc: 'Aborts the job: the promise rejects within 100 ms.', flag: false },
  onProgress: { field: onProgress, doc: 'Called at most 10 times a second.', flag: false },
  limits: { field: limits, doc: 'What the job may use; see the table of limits.', flag: false },
  threads: {
    field: integer(1, 256),
    doc: 'Threads that the job may use; with 1 everything happens on that one. The output does not depend on it.',
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

// By its shape: signals of polyfills and of other realms are as good.
function isAbortSignal(value: unknown): value is AbortSignal {
  const signal = value as Partial<AbortSignal> | null;
  return (
    typeof signal === 'object' && typeof signal?.aborted === 'boolean' && typeof signal.addEventListener === 'function'
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
