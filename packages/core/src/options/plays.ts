import { didYouMean, type Field } from '../schema/field.js';
import { numberFromText } from '../schema/kinds.js';

const MAX_PLAYS = 65_535;
const names: Readonly<Record<string, number>> = {
  forever: 0,
  infinite: 0,
  infinity: 0,
  inf: 0,
  '∞': 0,
  once: 1,
  twice: 2,
};

/** Number of plays: a number, "3x", "once", "forever", or source (that of an animated image). */
export const plays: Field<number | 'source', number | string> = {
  rule: `an integer from 0 to ${MAX_PLAYS}, forever, once or source`,
  type: 'number | string',
  json: { anyOf: [{ type: 'integer', minimum: 0, maximum: MAX_PLAYS }, { type: 'string' }] },
  parse(value) {
    if (typeof value === 'string' && value.trim().toLowerCase() === 'source') return 'source';
    const number = typeof value === 'string' ? parsePlays(value.trim().toLowerCase()) : value;
    return Number.isSafeInteger(number) && Number(number) >= 0 && Number(number) <= MAX_PLAYS
      ? Number(number) + 0
      : undefined;
  },
  hint(value) {
    const name = String(value).trim().toLowerCase();
    // In ffmpeg and gifski, -1 means that the animation does not repeat.
    if (/^(-1|no|none|off|false|never|no-loop)$/.test(name)) return didYouMean('once');
    return didYouMean(/^(yes|on|true|always|endless|for ever|loop|unlimited)$/.test(name) ? 'forever' : undefined);
  },
  fromText: numberFromText,
};

function parsePlays(name: string): number | undefined {
  if (Object.hasOwn(names, name)) return names[name];
  const digits = /^(\d+)\s*(?:x|×|times?|plays?)?$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
