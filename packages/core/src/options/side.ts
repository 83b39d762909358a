import { option, type Phrase, phrase } from '../phrase.js';
import { didYouMean, type Field } from '../schema/field.js';
import { numberFromText } from '../schema/kinds.js';
import { type Fraction, simplestNear } from './fraction.js';

/** A side of the output: pixels (0: automatic), or a fraction of the displayed side of the source. */
type Side = number | Fraction;

const MIN_PIXELS = 16;
const MAX_PIXELS = 4096;
const MAX_PERCENT = 1000;

/** A width or height. The engine converts percentages to pixels, because it knows the size of the source. */
export const side: Field<Side, number | string> = {
  rule: `0, a number of pixels from ${MIN_PIXELS} to ${MAX_PIXELS}, or a percentage such as 50%`,
  type: 'number | string',
  json: {
    anyOf: [{ const: 0 }, { type: 'integer', minimum: MIN_PIXELS, maximum: MAX_PIXELS }, { type: 'string' }],
  },
  parse: (value) => (typeof value === 'string' ? parseSide(value) : pixels(value)),
  hint: (value) => (typeof value === 'string' ? sideSuggestion(value.trim().toLowerCase()) : rounded(value)),
  fromText: numberFromText,
};

function parseSide(given: string): Side | undefined {
  const text = given.trim().toLowerCase();
  if (text === 'auto') return 0;
  const percent = /^(\d+(?:[.,]\d*)?|[.,]\d+)\s*%$/.exec(text)?.[1];
  if (percent !== undefined) return parsePercent(Number(percent.replace(',', '.')));
  const digits = /^(\d+)\s*(?:px|pixels?)?$/.exec(text)?.[1];
  return digits === undefined ? undefined : pixels(Number(digits));
}

function pixels(value: unknown): number | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  const whole = Number(value);
  return whole === 0 || (whole >= MIN_PIXELS && whole <= MAX_PIXELS) ? whole + 0 : undefined;
}

function parsePercent(percent: number): Fraction | undefined {
  if (!(percent > 0) || percent > MAX_PERCENT) return undefined;
  const { num, den } = simplestNear(percent);
  return num === 0 ? undefined : { num, den: den * 100 };
}

function sideSuggestion(text: string): string | Phrase | undefined {
  if (/^\d,\d{3}$/.test(text)) return didYouMean(pixels(Number(text.replace(',', ''))));
  const pair = /^(\d+)\s*[x×*:,]\s*(\d+)$/.exec(text);
  if (pair !== null) {
    const [, width, height] = pair;
    if (pixels(Number(width)) === undefined || pixels(Number(height)) === undefined) return undefined;
    return phrase`did you mean ${option('width')} ${width ?? ''} and ${option('height')} ${height ?? ''}?`;
  }
  const derived = /^(?:(\d+)\s*[x×*:,]\s*(?:-[12]|0|auto)?|(?:-[12]|0|auto)?\s*[x×*:,]\s*(\d+))$/.exec(text);
  if (derived !== null) return oneSideSuggestion(derived[1], derived[2]);
  if (/%{2,}$/.test(text)) {
    const once = text.replace(/\s*%+$/, '%');
    return didYouMean(parseSide(once) === undefined ? undefined : once);
  }
  // Names that ffmpeg and other tools use for an automatic side.
  if (/^(-[12]|iw|ih|source|original|derived)$/.test(text)) return didYouMean('auto');
  const percent = /^(\d+(?:[.,]\d+)?)\s*(?:percent|per cent|pct)$/.exec(text)?.[1];
  if (percent !== undefined) return didYouMean(`${percent}%`);
  const [, digits = '', unit = ''] = /^(\d+(?:[.,]\d+)?)\s*([a-z%]*)$/.exec(text) ?? [];
  const whole = pixels(Math.round(Number(digits.replace(',', '.'))));
  return unit === '%' ? undefined : didYouMean(digits === '' ? undefined : whole);
}

// One side with the other automatic, as ffmpeg writes it: "320:-1", "-1:240".
function oneSideSuggestion(width: string | undefined, height: string | undefined): Phrase | undefined {
  const given = Number(width ?? height);
  if (given < MIN_PIXELS || given > MAX_PIXELS) return undefined;
  const [one, other] = width === undefined ? ['height', 'width'] : ['width', 'height'];
  return phrase`did you mean ${option(one ?? '')} ${given} with ${option(other ?? '')} left out?`;
}

function rounded(value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined;
  if (value === -1 || value === -2) return didYouMean('auto');
  return Number.isInteger(value) ? undefined : didYouMean(pixels(Math.round(value)));
}
