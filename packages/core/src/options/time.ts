import { option, type Phrase, phrase } from '../phrase.js';
import { didYouMean, type Field } from '../schema/field.js';
import { numberFromText } from '../schema/kinds.js';
import { parseSeconds, timeSuggestions } from './time-text.js';

/** Seconds (fractions allowed), or a text such as "90", "1:30", "00:01:30.5", "1m30s", "500ms". */
export type Time = number | string;

// About 31 years: beyond any video, and its microseconds are still exact in a double.
const MAX_SECONDS = 1e9;

/** Parses a time as whole microseconds, rounded to the nearest. Negative times count back from the end. */
export function parseMicroseconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? parseSeconds(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || Math.abs(seconds) > MAX_SECONDS) return undefined;
  // + 0 turns the negative zero of "-0:00" into 0.
  return Math.round(seconds * 1e6) + 0;
}

export const time: Field<number, Time> = {
  rule: 'a time such as 90, 1:30 or 1m30s',
  type: 'number | string',
  json: { type: ['number', 'string'] },
  parse: parseMicroseconds,
  hint: (value) => tooLongHint(value) ?? didYouMean(...spellings(value, parseMicroseconds)),
  fromText: numberFromText,
};

/** The start of a segment. */
export const startTime: Field<number | 'auto', Time> = {
  ...time,
  rule: 'a time such as 90, 1:30 or 1m30s, or auto',
  parse: (value) => (isAuto(value) ? 'auto' : parseMicroseconds(value)),
  hint: (value) =>
    /^(best|random|thumbnail|highlight|automatic)$/i.test(String(value).trim())
      ? didYouMean('auto')
      : time.hint?.(value),
  fromText: (text) => (isAuto(text) ? text : numberFromText(text)),
};

const isAuto = (value: unknown): boolean => typeof value === 'string' && /^\s*auto\s*$/i.test(value);

/** The end of a segment. "+5" is refused, because it could be a time or a length. */
export const endTime: Field<number, Time> = {
  ...time,
  parse: (value) => (isRelative(value) ? undefined : parseMicroseconds(value)),
  hint(value) {
    if (isRelative(value)) return relativeHint(value);
    return /^(end|eof|last)$/i.test(String(value).trim()) ? didYouMean(0) : time.hint?.(value);
  },
  // A number would lose the sign.
  fromText: (text) => (isRelative(text) ? text : numberFromText(text)),
};

export const positiveTime: Field<number, Time> = {
  ...time,
  rule: 'a time greater than 0, such as 4, 1:30 or 1m30s',
  parse: parsePositive,
  hint: (value) => tooLongHint(value) ?? didYouMean(...spellings(value, parsePositive)),
};

function parsePositive(value: unknown): number | undefined {
  const us = parseMicroseconds(value);
  return us !== undefined && us > 0 ? us : undefined;
}

function spellings(value: unknown, parse: (value: unknown) => number | undefined): (string | number)[] {
  const unsigned = typeof value === 'number' ? Math.abs(value) : undefined;
  const candidates =
    typeof value === 'string' ? [...timeSuggestions(value), value.replace(/^\s*-\s*/, '')] : [unsigned];
  const accepted = candidates.filter((one) => one !== undefined && one !== value && parse(one) !== undefined);
  return [...new Set(accepted as (string | number)[])];
}

function tooLongHint(value: unknown): string | undefined {
  const seconds = typeof value === 'string' ? parseSeconds(value) : value;
  const finite = typeof seconds === 'number' && Number.isFinite(seconds);
  return finite && Math.abs(seconds) > MAX_SECONDS ? `the longest time is ${MAX_SECONDS} seconds` : undefined;
}

function isRelative(value: unknown): value is string {
  return typeof value === 'string' && /^\s*\+/.test(value) && parseSeconds(value) !== undefined;
}

function relativeHint(value: string): Phrase {
  const length = value.trim().slice(1);
  return phrase`did you mean ${length} (from the start of the video), or ${option('duration')} ${length}?`;
}
