import type { Field } from '../schema/field.js';
import { parseRecord, type RecordIn, type RecordOut, type RecordSchema } from '../schema/record.js';
import { byteCount, milliseconds, pixelCount, secondsLimit, wholeNumber } from './amount.js';

const frames: Field<number> = {
  ...wholeNumber(1, Number.MAX_SAFE_INTEGER, /^frames?$/),
  expected: 'an integer of at least 1',
};

/** Limits of a job. Exceeding one is an error that names it. */
export const limitsSchema = {
  maxPixels: {
    field: pixelCount,
    doc: 'Pixels of one frame of the source.',
    unit: 'px',
    default: '35389440 (8192x4320)',
    flag: 'px',
  },
  maxDuration: {
    field: secondsLimit,
    doc: 'Length of the segment; 0 means no limit.',
    unit: 's',
    default: '0',
    flag: 'time',
  },
  maxFrames: {
    field: frames,
    doc: 'Frames of the segment, counted before identical ones are merged.',
    unit: 'frames',
    default: '20000',
    flag: 'n',
  },
  maxOutputBytes: {
    field: byteCount,
    doc: 'Size of the output.',
    unit: 'bytes',
    default: '2147483648 (2 GiB)',
    flag: 'bytes',
  },
  maxSpoolBytes: {
    field: byteCount,
    doc: 'Size of the temporary file for an input stream that cannot seek.',
    unit: 'bytes',
    default: '4294967296 (4 GiB)',
    flag: 'bytes',
  },
  timeoutMs: {
    field: milliseconds,
    doc: 'Time that the job may take, including the time it waits for the network; 0 means no limit.',
    unit: 'ms',
    default: '0',
    flag: 'ms',
  },
} as const satisfies RecordSchema;

export type LimitsInput = RecordIn<typeof limitsSchema>;
export type ResolvedLimits = Required<RecordOut<typeof limitsSchema>>;

export const defaultLimits: ResolvedLimits = {
  maxPixels: 8192 * 4320,
  maxDuration: 0,
  maxFrames: 20_000,
  maxOutputBytes: 2 * 1024 ** 3,
  maxSpoolBytes: 4 * 1024 ** 3,
  timeoutMs: 0,
};

/** Parsed separately, so that errors name the limit and not `limits`. */
export function resolveLimits(given: LimitsInput | undefined): ResolvedLimits {
  const words = { code: 'INVALID_OPTION', noun: 'limit', prefix: 'limits.' } as const;
  return { ...defaultLimits, ...parseRecord(limitsSchema, given ?? {}, words) };
}
