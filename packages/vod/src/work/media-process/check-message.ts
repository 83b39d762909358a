import { animateResultSchema, type ErrorEntry, errorCatalogue, probeResultSchema } from '@cliploop/core/schema';
import { conforms } from './conforms.js';
import type { FromChild } from './protocol.js';

/** Longest message of an error, characters. */
const MAX_ERROR_LENGTH = 4_000;

const text = { type: 'string' };
const id = { type: 'integer' };
const layer = record({ name: text, active: { type: 'boolean' }, detail: text });
const messages = [
  record({ kind: { enum: ['ready'] }, sandbox: { type: 'array', items: layer } }),
  record({ kind: { enum: ['progress'] }, id, percent: { type: 'number' } }),
  record({ kind: { enum: ['animated'] }, id, result: animateResultSchema.json, seconds: { type: 'number' } }),
  record({ kind: { enum: ['probed'] }, id, probe: probeResultSchema.json }),
  record({ kind: { enum: ['failed'] }, id, code: text, message: text, retryable: { type: 'boolean' } }),
];

function record(properties: Record<string, object>) {
  return { type: 'object', required: Object.keys(properties), properties, additionalProperties: false };
}

/**
 * A message of the media process, of which nothing can be trusted: hostile media may have taken over the process. Returns undefined
 * for anything but a message of the protocol.
 */
export function checkMessage(message: unknown): FromChild | undefined {
  if (!messages.some((schema) => conforms(message, schema))) return undefined;
  const checked = message as FromChild;
  if (checked.kind !== 'failed') return checked;
  const code = Object.hasOwn(errorCatalogue, checked.code) ? checked.code : 'INTERNAL';
  const { retryable }: ErrorEntry = errorCatalogue[code as keyof typeof errorCatalogue];
  // A code that is not in the catalog is that of an unexpected error, which may not occur again.
  return { ...checked, code, retryable: code === 'INTERNAL' || retryable, message: clean(checked.message) };
}

// Control characters could forge lines of a log.
function clean(message: string): string {
  return message.slice(0, MAX_ERROR_LENGTH).replaceAll(/\p{Cc}/gu, ' ');
}
