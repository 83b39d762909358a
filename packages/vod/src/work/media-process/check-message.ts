import {
  animateResultSchema,
  type ErrorEntry,
  errorCatalogue,
  planResultSchema,
  probeResultSchema,
} from '@cliploop/core/schema';
import { conforms } from './conforms.js';
import type { FromChild } from './protocol.js';

type End = Extract<FromChild, { kind: 'animated' | 'pictured' | 'planned' }>;

/** Longest text, characters. */
const MAX_TEXT_LENGTH = 4_000;
/** Longest duration of a job, seconds. */
const MAX_SECONDS = 1e6;
/** Largest side of an output, px: that of a GIF. */
const MAX_SIDE = 65_535;
/** Most stills of a picture. */
export const MAX_STILLS = 400;

const text = { type: 'string' };
const id = { type: 'integer' };
const integer = { type: 'integer' };
const number = { type: 'number' };
const pictured = record({
  ...{ size: integer, sheets: integer, width: integer, height: integer, columns: integer, start: number },
  ...{ times: { type: 'array', items: number }, end: { anyOf: [number, { type: 'null' }] } },
});
const layer = record({ name: text, active: { type: 'boolean' }, detail: text });
const messages = [
  record({ kind: { enum: ['ready'] }, sandbox: { type: 'array', items: layer } }),
  record({ kind: { enum: ['progress'] }, id, percent: { type: 'number' } }),
  record({ kind: { enum: ['animated'] }, id, result: animateResultSchema.json, seconds: { type: 'number' } }),
  record({ kind: { enum: ['oversized'] }, id, width: integer, height: integer }),
  record({ kind: { enum: ['pictured'] }, id, result: pictured, seconds: number }),
  record({ kind: { enum: ['planned'] }, id, result: planResultSchema.json, seconds: number }),
  record({ kind: { enum: ['probed'] }, id, probe: probeResultSchema.json }),
  record({ kind: { enum: ['failed'] }, id, code: text, message: text, retryable: { type: 'boolean' } }),
];

function record(properties: Record<string, object>) {
  return { type: 'object', required: Object.keys(properties), properties, additionalProperties: false };
}

/**
 * A message of the media process, of which nothing can be trusted: hostile media may have taken over the process. Returns undefined
 * for anything but a message of the protocol, and for numbers that no job has.
 */
export function checkMessage(message: unknown): FromChild | undefined {
  if (!messages.some((schema) => conforms(message, schema))) return undefined;
  const checked = cleaned(message) as FromChild;
  if (checked.kind === 'progress') return checked.percent >= 0 && checked.percent <= 100 ? checked : undefined;
  if (checked.kind === 'ready' || checked.kind === 'probed') return checked;
  if (checked.kind === 'oversized') return isSide(checked.width) && isSide(checked.height) ? checked : undefined;
  if (checked.kind !== 'failed') return isPossible(checked) ? checked : undefined;
  const code = Object.hasOwn(errorCatalogue, checked.code) ? checked.code : 'INTERNAL';
  const { retryable }: ErrorEntry = errorCatalogue[code as keyof typeof errorCatalogue];
  // A code that is not in the catalog is that of an unexpected error, which may not occur again.
  return { ...checked, code, retryable: code === 'INTERNAL' || retryable };
}

const isSide = (side: number): boolean => side >= 1 && side <= MAX_SIDE;

/** Whether the numbers of a result fit into the columns of the database, into the metrics and into headers. */
function isPossible({ kind, seconds, result }: End): boolean {
  const isTime = seconds >= 0 && seconds <= MAX_SECONDS;
  if (!isTime || !isSide(result.width) || !isSide(result.height)) return false;
  if (kind === 'planned') return true;
  if (!Number.isSafeInteger(result.size)) return false;
  if (kind === 'animated') return /^[0-9a-f]{32}$/.test(result.md5);
  const { columns, times } = result;
  return isSide(columns) && times.length >= 1 && times.length <= MAX_STILLS;
}

/** Control characters could forge lines of a log, and the database refuses some characters. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT_LENGTH).replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ');
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cleaned(member)]));
}
