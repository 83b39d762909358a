import { didYouMean, type Field } from '../schema/field.js';
import { numberFromText } from '../schema/kinds.js';
import { type Fraction, reduced, simplestNear } from './fraction.js';

const MIN = 0.1;
const MAX = 10;

/** How many seconds of the video one second of the output shows. */
export const speed: Field<Fraction, number | string> = {
  rule: `a number from ${MIN} to ${MAX}, such as 2 or 0.5x, a fraction or a percentage`,
  type: 'number | string',
  json: { anyOf: [{ type: 'number', minimum: MIN, maximum: MAX }, { type: 'string' }] },
  parse: (value) => (typeof value === 'string' ? parseText(value) : parseNumber(value)),
  hint(value) {
    const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
    if (/^(normal|real ?time|original|default)$/.test(text)) return didYouMean(1);
    if (/^(double|twice|fast)$/.test(text)) return didYouMean(2);
    if (/^(half|slow)$/.test(text)) return didYouMean(0.5);
    return /^-/.test(text) || Number(value) < 0 ? 'a negative speed is not possible' : undefined;
  },
  fromText: numberFromText,
};

function parseText(given: string): Fraction | undefined {
  const text = given.trim().toLowerCase();
  const [, num, den] = /^(\d{1,6})\s*\/\s*(\d{1,6})$/.exec(text) ?? [];
  if (num !== undefined) return Number(den) === 0 ? undefined : inRange(reduced(Number(num), Number(den)));
  const [, digits, unit] = /^((?:\d+(?:[.,]\d*)?|[.,]\d+))\s*([x×%]?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits.replace(',', '.'));
  return parseNumber(unit === '%' ? number / 100 : number);
}

function parseNumber(value: unknown): Fraction | undefined {
  return typeof value === 'number' && value >= MIN && value <= MAX ? inRange(simplestNear(value)) : undefined;
}

function inRange(fraction: Fraction): Fraction | undefined {
  const value = fraction.num / fraction.den;
  return value >= MIN - 1e-6 && value <= MAX + 1e-6 ? fraction : undefined;
}
