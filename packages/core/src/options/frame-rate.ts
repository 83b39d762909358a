import { didYouMean, type Field } from '../schema/field.js';
import { numberFromText } from '../schema/kinds.js';
import { nearest } from '../schema/nearest.js';
import { type Fraction, reduced, simplestNear } from './fraction.js';

/** Frames per second from 1 to 60: a number, text ("30000/1001", "29,97", "30fps"), or source (every frame at its own time). */
export type FrameRate = number | string | 'source';

// Decimal names of NTSC rates, which are exactly n * 1000/1001.
const ntsc = new Map<number, number>([
  [11.988, 12000],
  [14.985, 15000],
  [23.976, 24000],
  [23.98, 24000],
  [29.97, 30000],
  [47.952, 48000],
  [47.95, 48000],
  [59.94, 60000],
]);

export const frameRate: Field<Fraction | 'source', FrameRate> = {
  rule: 'a number or fraction from 1 to 60, or source',
  type: 'number | string',
  json: { anyOf: [{ type: 'number', minimum: 1, maximum: 60 }, { type: 'string' }] },
  parse: (value) => (isSource(value) ? 'source' : parseRate(value, output)),
  hint(value) {
    if (typeof value !== 'string') return undefined;
    const text = value.trim().toLowerCase();
    if (/^(original|same|auto|native|input|copy|all)$/.test(text) || nearest(text, ['source'])) {
      return didYouMean('source');
    }
    // "25p", "30 Hz", "24/s".
    const digits = /^(\d+(?:[.,]\d+)?(?:\/\d+)?)\s*(?:[a-z]+|\/\s*s(?:ec)?)$/.exec(text)?.[1];
    return didYouMean(digits !== undefined && parseRate(digits, output) !== undefined ? digits : undefined);
  },
  fromText: numberFromText,
};

/** Frame rate of a raw stream: slow cameras store a frame per minute, and fast ones hundreds per second. */
export const inputRate: Field<Fraction, number | string> = {
  rule: 'a number or fraction from 0.01 to 480',
  type: 'number | string',
  json: { anyOf: [{ type: 'number', minimum: 0.01, maximum: 480 }, { type: 'string' }] },
  parse: (value) => parseRate(value, input),
  fromText: numberFromText,
};

/** The lowest and highest rate that is accepted. */
interface Range {
  from: number;
  to: number;
}
const output: Range = { from: 1, to: 60 };
const input: Range = { from: 0.01, to: 480 };

function isSource(value: unknown): boolean {
  return typeof value === 'string' && value.trim().toLowerCase() === 'source';
}

function parseRate(value: unknown, { from, to }: Range): Fraction | undefined {
  const fraction = typeof value === 'string' ? parseText(value) : parseNumber(value);
  if (fraction === undefined || fraction.num < from * fraction.den || fraction.num > to * fraction.den)
    return undefined;
  return fraction;
}

function parseText(given: string): Fraction | undefined {
  const text = given.trim().toLowerCase();
  const rate = text.replace(/\s*(?:fps|frames\/s|frames per second)$/, '');
  const match = /^(\d{1,9})\s*\/\s*(\d{1,9})$/.exec(rate);
  if (match === null) return parseNumber(numberFromText(rate.replace(',', '.')));
  const num = Number(match[1]);
  const den = Number(match[2]);
  return num === 0 || den === 0 ? undefined : reduced(num, den);
}

function parseNumber(value: unknown): Fraction | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < input.from || value > input.to) return undefined;
  const num = ntsc.get(value);
  return num === undefined ? simplestNear(value) : { num, den: 1001 };
}
