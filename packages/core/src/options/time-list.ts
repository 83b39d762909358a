import { type Field, formatValue } from '../schema/field.js';
import { numberFromText } from '../schema/kinds.js';
import { parseMicroseconds, type Time, time } from './time.js';

const MAX_TIMES = 100_000;

/** One or more times, as whole microseconds. On a command line, commas separate them. */
export const timeList: Field<number[], Time | readonly Time[]> = {
  rule: 'a time such as 90, 1:30 or 1m30s, or a list of times',
  type: 'number | string | readonly (number | string)[]',
  json: {
    anyOf: [
      { type: ['number', 'string'] },
      { type: 'array', items: { type: ['number', 'string'] }, minItems: 1, maxItems: MAX_TIMES },
    ],
  },
  parse(value) {
    const times = listOf(value).map(parseMicroseconds);
    const valid = times.length > 0 && times.length <= MAX_TIMES && !times.includes(undefined);
    return valid ? (times as number[]) : undefined;
  },
  hint(value) {
    if (!Array.isArray(value)) return time.hint?.(value);
    if (value.length > MAX_TIMES) return `the list has ${value.length} times, and at most ${MAX_TIMES} are allowed`;
    const wrong = value.find((one) => parseMicroseconds(one) === undefined);
    if (wrong === undefined) return undefined;
    const meant = time.hint?.(wrong);
    return typeof meant === 'string'
      ? `${formatValue(wrong)} is not a time: ${meant}`
      : `${formatValue(wrong)} is not a time`;
  },
  fromText: (text) =>
    text.includes(',') ? text.split(',').map((one) => numberFromText(one.trim())) : numberFromText(text),
};

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}
