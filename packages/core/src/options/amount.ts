import { didYouMean, type Field } from '../schema/field.js';
import { integer, numeric } from '../schema/kinds.js';
import { meantTime, secondsOf } from './time-text.js';

/** An integer, as a number or as text with an optional unit: "75", "75%", "500 frames". */
export function wholeNumber(min: number, max: number, unit?: RegExp): Field<number> {
  const strict = integer(min, max);
  return { ...strict, parse: (value) => strict.parse(typeof value === 'string' ? wholeOf(value, unit) : value) };
}

function wholeOf(given: string, unit?: RegExp): number | undefined {
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
  expected: 'a number of bytes of at least 1, such as 5000000, 5MB or 5MiB',
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'string' }] },
  parse(value) {
    const bytes = typeof value === 'string' ? bytesOf(value) : value;
    return Number.isSafeInteger(bytes) && Number(bytes) >= 1 ? Number(bytes) : undefined;
  },
  hint(value) {
    const text = typeof value === 'string' ? value.trim() : '';
    const [, digits, unit = ''] = /^(\d+(?:[.,]\d+)?)\s*([kmgt])$/i.exec(text) ?? [];
    if (digits !== undefined) {
      const letter = unit.toLowerCase() === 'k' ? 'k' : unit.toUpperCase();
      return didYouMean(`${digits}${letter}B`, `${digits}${letter.toUpperCase()}iB`);
    }
    return grouped(value);
  },
  fromText: numeric,
};

// "20,000" and "20 000".
function grouped(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return didYouMean(/^[1-9]\d{0,2}([,_ ]\d{3})+$/.test(text) ? text.replaceAll(/[,_ ]/g, '') : undefined);
}

function bytesOf(given: string): number | undefined {
  const [, digits, unit = 'b'] = /^\s*(\d+(?:[.,]\d+)?)\s*([a-z]+)?\s*$/i.exec(given) ?? [];
  const scale = scales[unit.toLowerCase()];
  if (digits === undefined || scale === undefined || /^[1-9]\d{0,2},\d{3}$/.test(digits)) return undefined;
  const bytes = Number(digits.replace(',', '.')) * scale;
  return scale === 1 ? bytes : Math.round(bytes);
}

/** Seconds, 0 or more: a number, or a duration as text. */
export const secondsLimit: Field<number, number | string> = {
  expected: 'a number of seconds from 0 to 1000000000, or a duration such as 1m30s',
  type: 'number | string',
  json: { anyOf: [{ type: 'number', minimum: 0, maximum: 1e9 }, { type: 'string' }] },
  parse: limitOf,
  hint: (value) => didYouMean(...durations(value).filter((spelling) => limitOf(spelling) !== undefined)),
  fromText: numeric,
};

function limitOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? secondsOf(value) : value;
  return typeof seconds === 'number' && seconds >= 0 && seconds <= 1e9 ? seconds + 0 : undefined;
}

function durations(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const unsigned = value.trim().replace(/^-\s*/, '');
  return secondsOf(unsigned) === undefined ? meantTime(unsigned) : [unsigned];
}

const LONGEST_TIMER = 2 ** 31 - 1;

/** Milliseconds, 0 or more: a number, or a duration as text with its unit ("30s", "1:30"). */
export const milliseconds: Field<number, number | string> = {
  expected: `a number of milliseconds from 0 to ${LONGEST_TIMER}, or a duration such as 30s`,
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 0, maximum: LONGEST_TIMER }, { type: 'string' }] },
  parse: wholeMilliseconds,
  hint(value) {
    if (typeof value === 'number' && value > 0 && value < LONGEST_TIMER) return didYouMean(`${Math.ceil(value)}`);
    // Spellings without a unit would be read as milliseconds, so they are not offered.
    return didYouMean(
      ...durations(value).filter((spelling) => /[a-z:]/.test(spelling) && wholeMilliseconds(spelling) !== undefined),
    );
  },
  fromText: numeric,
};

function wholeMilliseconds(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? millisecondsOf(value) : value;
  return Number.isSafeInteger(ms) && Number(ms) >= 0 && Number(ms) <= LONGEST_TIMER ? Number(ms) + 0 : undefined;
}

function millisecondsOf(given: string): number | undefined {
  if (/^\s*\d+\s*$/.test(given)) return Number(given);
  if (!/[a-z:]/i.test(given)) return undefined;
  const seconds = secondsOf(given);
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** Pixels: a number, or a size whose sides are multiplied ("1920x1080"). */
export const pixelCount: Field<number, number | string> = {
  expected: 'a number of pixels of at least 1, or a size such as 1920x1080',
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'string' }] },
  parse(value) {
    const pixels = typeof value === 'string' ? pixelsOf(value) : value;
    return Number.isSafeInteger(pixels) && Number(pixels) >= 1 ? Number(pixels) : undefined;
  },
  hint(value) {
    const mega = /^\s*(\d+(?:\.\d+)?)\s*mp(?:x|ixels?)?\s*$/i.exec(String(value))?.[1];
    return mega === undefined ? grouped(value) : didYouMean(Math.round(Number(mega) * 1e6));
  },
  fromText: numeric,
};

function pixelsOf(given: string): number | undefined {
  const [, first, second] = /^\s*(\d+)\s*(?:[x×*]\s*(\d+))?\s*(?:px|pixels?)?\s*$/i.exec(given) ?? [];
  return first === undefined ? undefined : Number(first) * Number(second ?? 1);
}
