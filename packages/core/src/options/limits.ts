import type { Field } from '../schema/field.js';
import { defaultsOf, parseRecord, type RecordIn, type RecordOut, type RecordSchema } from '../schema/record.js';
import { byteCount, milliseconds, pixelCount, secondsLimit, wholeNumber } from './amount.js';

const frames: Field<number> = {
  ...wholeNumber(1, Number.MAX_SAFE_INTEGER, /^frames?$/),
  rule: 'a positive integer',
};

/** Limits of a job. A job that exceeds a limit fails with an error that names the limit. */
export const limitsSchema = {
  maxPixels: {
    field: pixelCount,
    doc: 'Number of pixels in a frame of the source.',
    unit: 'px',
    default: 8192 * 4320,
    defaultNote: '8192x4320',
    flag: 'px',
  },
  maxMemory: {
    field: byteCount,
    doc: 'Memory for the frames that a job processes at the same time. A job uses fewer threads to stay below it.',
    unit: 'bytes',
    default: 1.5 * 1024 ** 3,
    defaultNote: '1.5 GiB',
    flag: 'bytes',
  },
  maxDuration: {
    field: secondsLimit,
    doc: 'Length of the segment. 0 means no limit.',
    unit: 's',
    default: 0,
    defaultNote: 'no limit',
    flag: 'time',
  },
  maxFrames: {
    field: frames,
    doc: 'Number of frames, counted before identical frames are merged.',
    unit: 'frames',
    default: 20_000,
    flag: 'n',
  },
  maxOutputBytes: {
    field: byteCount,
    doc: 'Size of the output.',
    unit: 'bytes',
    default: 2 * 1024 ** 3,
    defaultNote: '2 GiB',
    flag: 'bytes',
  },
  maxSpoolBytes: {
    field: byteCount,
    doc: 'Size of the temporary file for an input that cannot seek, and of the one for `playback` reverse and boomerang.',
    unit: 'bytes',
    default: 4 * 1024 ** 3,
    defaultNote: '4 GiB',
    flag: 'bytes',
  },
  timeoutMs: {
    field: milliseconds,
    doc: 'Run time of the job, including waits for the network. 0 means no limit.',
    unit: 'ms',
    default: 0,
    defaultNote: 'no limit',
    flag: 'ms',
  },
} as const satisfies RecordSchema;

export type LimitsInput = RecordIn<typeof limitsSchema>;
export type ResolvedLimits = Required<RecordOut<typeof limitsSchema>>;

/** Validates limits and fills in the defaults. Errors name the limit (`limits.maxFrames`), not `limits`. */
export function resolveLimits(given: LimitsInput | undefined): ResolvedLimits {
  const naming = { code: 'INVALID_OPTION', noun: 'limit', prefix: 'limits.' } as const;
  return { ...defaultsOf(limitsSchema), ...parseRecord(limitsSchema, given ?? {}, naming) };
}
