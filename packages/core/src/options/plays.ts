import { didYouMean, type Field } from '../schema/field.js';
import { numeric } from '../schema/kinds.js';

const MOST = 65_535;
const words: Readonly<Record<string, number>> = {
  forever: 0,
  infinite: 0,
  infinity: 0,
  inf: 0,
  '∞': 0,
  once: 1,
  twice: 2,
};

/** Number of plays: a number, "3x", "once", "forever". */
export const plays: Field<number, number | string> = {
  expected: `a number of plays from 0 to ${MOST}, forever or once`,
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 0, maximum: MOST }, { type: 'string' }] },
  parse(value) {
    const number = typeof value === 'string' ? numberOf(value.trim().toLowerCase()) : value;
    return Number.isSafeInteger(number) && Number(number) >= 0 && Number(number) <= MOST
      ? Number(number) + 0
      : undefined;
  },
  hint(value) {
    const word = String(value).trim().toLowerCase();
    // -1 is what ffmpeg and gifski write for a result that does not repeat.
    if (/^(-1|no|none|off|false|never|no-loop)$/.test(word)) return didYouMean('once');
    return didYouMean(/^(yes|on|true|always|endless|for ever|loop|unlimited)$/.test(word) ? 'forever' : undefined);
  },
  fromText: numeric,
};

function numberOf(word: string): number | undefined {
  if (Object.hasOwn(words, word)) return words[word];
  const digits = /^(\d+)\s*(?:x|×|times?|plays?)?$/.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
