import { option, type Phrase, phrase } from '../phrase.js';
import { didYouMean, type Field } from '../schema/field.js';
import { numeric } from '../schema/kinds.js';
import { type Fraction, simplestNear } from './fraction.js';

/** A side of the output: pixels, or a fraction of the displayed side of the source. */
export type Side = number | Fraction;

const LEAST = 16;
const GREATEST = 4096;
const GREATEST_PERCENT = 1000;

/** A width or height. The engine converts percentages to pixels, because only the engine knows the source. */
export const side: Field<Side, number | string> = {
  expected: `0, a number of pixels from ${LEAST} to ${GREATEST}, or a percentage such as 50%`,
  type: 'number | string',
  json: {
    anyOf: [{ const: 0 }, { type: 'integer', minimum: LEAST, maximum: GREATEST }, { type: 'string' }],
  },
  parse: (value) => (typeof value === 'string' ? sideOf(value) : pixels(value)),
  hint: (value) => (typeof value === 'string' ? meantSide(value.trim().toLowerCase()) : rounded(value)),
  fromText: numeric,
};

function sideOf(given: string): Side | undefined {
  const text = given.trim().toLowerCase();
  if (text === 'auto') return 0;
  const percent = /^(\d+(?:[.,]\d*)?|[.,]\d+)\s*%$/.exec(text)?.[1];
  if (percent !== undefined) return share(Number(percent.replace(',', '.')));
  const digits = /^(\d+)\s*(?:px|pixels?)?$/.exec(text)?.[1];
  return digits === undefined ? undefined : pixels(Number(digits));
}

function pixels(value: unknown): number | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  const whole = Number(value);
  return whole === 0 || (whole >= LEAST && whole <= GREATEST) ? whole + 0 : undefined;
}

function share(percent: number): Fraction | undefined {
  if (!(percent > 0) || percent > GREATEST_PERCENT) return undefined;
  const { num, den } = simplestNear(percent);
  return num === 0 ? undefined : { num, den: den * 100 };
}

function meantSide(text: string): string | Phrase | undefined {
  if (/^\d,\d{3}$/.test(text)) return didYouMean(pixels(Number(text.replace(',', ''))));
  const pair = /^(\d+)\s*[x×*:,]\s*(\d+)$/.exec(text);
  if (pair !== null) {
    const [, width, height] = pair;
    if (pixels(Number(width)) === undefined || pixels(Number(height)) === undefined) return undefined;
    return phrase`did you mean ${option('width')} ${width ?? ''} and ${option('height')} ${height ?? ''}?`;
  }
  const derived = /^(?:(\d+)\s*[x×*:,]\s*(?:-[12]|0|auto)?|(?:-[12]|0|auto)?\s*[x×*:,]\s*(\d+))$/.exec(text);
  if (derived !== null) return derivedSide(derived[1], derived[2]);
  if (/%{2,}$/.test(text)) {
    const once = text.replace(/\s*%+$/, '%');
    return didYouMean(sideOf(once) === undefined ? undefined : once);
  }
  // ffmpeg's names for a derived side.
  if (/^(-[12]|iw|ih|source|original|derived)$/.test(text)) return didYouMean('auto');
  const percent = /^(\d+(?:[.,]\d+)?)\s*(?:percent|per cent|pct)$/.exec(text)?.[1];
  if (percent !== undefined) return didYouMean(`${percent}%`);
  const [, digits = '', unit = ''] = /^(\d+(?:[.,]\d+)?)\s*([a-z%]*)$/.exec(text) ?? [];
  const whole = pixels(Math.round(Number(digits.replace(',', '.'))));
  return unit === '%' ? undefined : didYouMean(digits === '' ? undefined : whole);
}

// One side, with the other derived as ffmpeg writes it: "320:-1", "-1:240".
function derivedSide(width: string | undefined, height: string | undefined): Phrase | undefined {
  const given = Number(width ?? height);
  if (given < LEAST || given > GREATEST) return undefined;
  const [one, other] = width === undefined ? ['height', 'width'] : ['width', 'height'];
  return phrase`did you mean ${option(one ?? '')} ${given} with ${option(other ?? '')} left out?`;
}

function rounded(value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined;
  if (value === -1 || value === -2) return didYouMean('auto');
  return Number.isInteger(value) ? undefined : didYouMean(pixels(Math.round(value)));
}
