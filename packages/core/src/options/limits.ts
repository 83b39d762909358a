import type { Field } from '../schema/field.js';
import { integer, numeric, zeroOr } from '../schema/kinds.js';
import { parseRecord, type RecordIn, type RecordOut, type RecordSchema } from '../schema/record.js';

const count: Field<number> = { ...integer(1, Number.MAX_SAFE_INTEGER), expected: 'integer of at least 1' };

const seconds: Field<number> = {
  expected: 'seconds between 0 and 1000000000',
  type: 'number',
  json: { type: 'number', minimum: 0, maximum: 1e9 },
  parse: (value) => (typeof value === 'number' && value >= 0 && value <= 1e9 ? value : undefined),
  fromText: numeric,
};

/** What a job may use. Going over one of them is an error of its own that names it. */
export const limitsSchema = {
  maxPixels: {
    field: count,
    doc: 'Pixels of a frame of the source.',
    unit: 'px',
    default: '35389440 (8192x4320)',
    flag: 'px',
  },
  maxDuration: { field: seconds, doc: 'Length of the segment; 0 is no limit.', unit: 's', default: '0', flag: 's' },
  maxFrames: {
    field: count,
    doc: 'Frames of the segment, counted before identical ones are merged.',
    unit: 'frames',
    default: '20000',
    flag: 'n',
  },
  maxOutputBytes: {
    field: count,
    doc: 'Size of the output.',
    unit: 'bytes',
    default: '2147483648 (2 GiB)',
    flag: 'bytes',
  },
  maxSpoolBytes: {
    field: count,
    doc: 'Size of the temporary file that an input stream which cannot seek is kept in.',
    unit: 'bytes',
    default: '4294967296 (4 GiB)',
    flag: 'bytes',
  },
  timeoutMs: {
    field: zeroOr(1, 2 ** 31 - 1),
    doc: 'Time that the job may take, waiting for the network included; 0 is no limit.',
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

/** Parses by itself, because its refusals name the limit, not `limits`. */
export function resolveLimits(given: LimitsInput | undefined): ResolvedLimits {
  const words = { code: 'INVALID_OPTION', noun: 'limit', prefix: 'limits.' } as const;
  return { ...defaultLimits, ...parseRecord(limitsSchema, given ?? {}, words) };
}
