import { didYouMean, type Field } from '../schema/field.js';
import { integer, numberFromText } from '../schema/kinds.js';
import { parseSeconds, timeSuggestions } from './time-text.js';

/** An integer, as a number or as text with an optional unit: "75", "75%", "500 frames". */
export function wholeNumber(min: number, max: number, unit?: RegExp): Field<number> {
  const strict = integer(min, max);
  return { ...strict, parse: (value) => strict.parse(typeof value === 'string' ? parseInteger(value, unit) : value) };
}

function parseInteger(given: string, unit?: RegExp): number | undefined {
  const [, digits, word = ''] = /^\s*([+-]?\d+)\s*(.*?)\s*$/.exec(given) ?? [];
  return digits !== undefined && (word === '' || unit?.test(word.toLowerCase())) ? Number(digits) : undefined;
}

const scales: Readonly<Record<string, number>> = {
  b: 1,
  byte: 1,
  bytes: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/** Bytes: a number, or text such as "5MB" (5 000 000) or "5MiB" (5 242 880). */
export const byteCount: Field<number, number | string> = {
  rule: 'a positive number of bytes, such as 5000000, 5MB or 5MiB',
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'string' }] },
  parse(value) {
    const bytes = typeof value === 'string' ? parseBytes(value) : value;
    return Number.isSafeInteger(bytes) && Number(bytes) >= 1 ? Number(bytes) : undefined;
  },
  hint(value) {
    const text = typeof value === 'string' ? value.trim() : '';
    const [, digits, unit = ''] = /^(\d+(?:[.,]\d+)?)\s*([kmgt])$/i.exec(text) ?? [];
    if (digits !== undefined) {
      const letter = unit.toLowerCase() === 'k' ? 'k' : unit.toUpperCase();
      return didYouMean(`${digits}${letter}B`, `${digits}${letter.toUpperCase()}iB`);
    }
    return withoutSeparators(value);
  },
  fromText: numberFromText,
};

const MAX_BUDGET = 256 * 1024 ** 2;

/** Bytes that an output may have. */
export const byteBudget: typeof byteCount = {
  ...byteCount,
  rule: 'a number of bytes up to 256 MiB, such as 256000, 10MB or 500KiB',
  json: { anyOf: [{ type: 'integer', minimum: 1, maximum: MAX_BUDGET }, { type: 'string' }] },
  parse(value) {
    const bytes = byteCount.parse(value);
    return bytes !== undefined && bytes <= MAX_BUDGET ? bytes : undefined;
  },
};

// "20,000" and "20 000".
function withoutSeparators(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return didYouMean(/^[1-9]\d{0,2}([,_ ]\d{3})+$/.test(text) ? text.replaceAll(/[,_ ]/g, '') : undefined);
}

function parseBytes(given: string): number | undefined {
  const [, digits, unit = 'b'] = /^\s*(\d+(?:[.,]\d+)?)\s*([a-z]+)?\s*$/i.exec(given) ?? [];
  const scale = scales[unit.toLowerCase()];
  if (digits === undefined || scale === undefined || /^[1-9]\d{0,2},\d{3}$/.test(digits)) return undefined;
  const bytes = Number(digits.replace(',', '.')) * scale;
  return scale === 1 ? bytes : Math.round(bytes);
}

/** Seconds, 0 or more: a number, or a duration as text. */
export const secondsLimit: Field<number, number | string> = {
  rule: 'a number of seconds from 0 to 1000000000, or a duration such as 1m30s',
  type: 'number | string',
  json: { anyOf: [{ type: 'number', minimum: 0, maximum: 1e9 }, { type: 'string' }] },
  parse: parseSecondsLimit,
  hint: (value) =>
    didYouMean(...durationSuggestions(value).filter((spelling) => parseSecondsLimit(spelling) !== undefined)),
  fromText: numberFromText,
};

function parseSecondsLimit(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? parseSeconds(value) : value;
  return typeof seconds === 'number' && seconds >= 0 && seconds <= 1e9 ? seconds + 0 : undefined;
}

function durationSuggestions(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const unsigned = value.trim().replace(/^-\s*/, '');
  return parseSeconds(unsigned) === undefined ? timeSuggestions(unsigned) : [unsigned];
}

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds, 0 or more: a number, or a duration as text with its unit ("30s", "1:30"). */
export const milliseconds: Field<number, number | string> = {
  rule: `a number of milliseconds from 0 to ${MAX_TIMER_MS}, or a duration such as 30s`,
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 0, maximum: MAX_TIMER_MS }, { type: 'string' }] },
  parse: parseTimeout,
  hint(value) {
    if (typeof value === 'number' && value > 0 && value < MAX_TIMER_MS) return didYouMean(`${Math.ceil(value)}`);
    // A spelling without a unit would mean milliseconds, so it is not suggested.
    return didYouMean(
      ...durationSuggestions(value).filter(
        (spelling) => /[a-z:]/.test(spelling) && parseTimeout(spelling) !== undefined,
      ),
    );
  },
  fromText: numberFromText,
};

function parseTimeout(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? parseMilliseconds(value) : value;
  return Number.isSafeInteger(ms) && Number(ms) >= 0 && Number(ms) <= MAX_TIMER_MS ? Number(ms) + 0 : undefined;
}

function parseMilliseconds(given: string): number | undefined {
  if (/^\s*\d+\s*$/.test(given)) return Number(given);
  if (!/[a-z:]/i.test(given)) return undefined;
  const seconds = parseSeconds(given);
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** Pixels: a number, or a size whose sides are multiplied ("1920x1080"). */
export const pixelCount: Field<number, number | string> = {
  rule: 'a positive number of pixels, or a size such as 1920x1080',
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'string' }] },
  parse(value) {
    const pixels = typeof value === 'string' ? parsePixels(value) : value;
    return Number.isSafeInteger(pixels) && Number(pixels) >= 1 ? Number(pixels) : undefined;
  },
  hint(value) {
    const mega = /^\s*(\d+(?:\.\d+)?)\s*mp(?:x|ixels?)?\s*$/i.exec(String(value))?.[1];
    return mega === undefined ? withoutSeparators(value) : didYouMean(Math.round(Number(mega) * 1e6));
  },
  fromText: numberFromText,
};

function parsePixels(given: string): number | undefined {
  const [, first, second] = /^\s*(\d+)\s*(?:[x×*]\s*(\d+))?\s*(?:px|pixels?)?\s*$/i.exec(given) ?? [];
  return first === undefined ? undefined : Number(first) * Number(second ?? 1);
}
