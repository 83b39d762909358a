import type { Field } from '../schema/field.js';
import { numeric } from '../schema/kinds.js';

export interface Fraction {
  num: number;
  den: number;
}

/** Frames a second: a number, a fraction as text ("30000/1001"), or every frame of the source at its own time. */
export type FrameRate = number | string | 'source';

// Decimal names of the NTSC family, which is n * 1000/1001 exactly.
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
  expected: "number or fraction between 1 and 60, or 'source'",
  type: 'number | string',
  json: { anyOf: [{ type: 'number', minimum: 1, maximum: 60 }, { type: 'string' }] },
  parse(value) {
    if (value === 'source') return value;
    const fraction = typeof value === 'string' ? fractionOfText(value.trim()) : fractionOfNumber(value);
    if (fraction === undefined || fraction.num < fraction.den || fraction.num > 60 * fraction.den) return undefined;
    return fraction;
  },
  fromText: numeric,
};

function fractionOfText(text: string): Fraction | undefined {
  const match = /^(\d{1,9})\/(\d{1,9})$/.exec(text);
  if (match === null) return fractionOfNumber(numeric(text));
  const num = Number(match[1]);
  const den = Number(match[2]);
  if (num === 0 || den === 0) return undefined;
  const divisor = greatestCommonDivisor(num, den);
  return { num: num / divisor, den: den / divisor };
}

function fractionOfNumber(value: unknown): Fraction | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 1 || value > 60) return undefined;
  const num = ntsc.get(value);
  return num === undefined ? simplestNear(value) : { num, den: 1001 };
}

// The fraction of least denominator within half a millionth.
function simplestNear(value: number): Fraction {
  return simplestBetween(value - 0.5e-6, value + 0.5e-6);
}

// A walk down the Stern-Brocot tree, taken in strides.
function simplestBetween(low: number, high: number): Fraction {
  const above = Math.ceil(low);
  if (above <= high) return { num: above, den: 1 };
  const below = above - 1;
  const rest = simplestBetween(1 / (high - below), 1 / (low - below));
  return { num: below * rest.num + rest.den, den: rest.num };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
