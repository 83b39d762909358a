import type { Field } from '../schema/field.js';
import { numeric } from '../schema/kinds.js';

/** Seconds (fractions allowed) or "[-]hh:mm:ss.sss", "mm:ss.sss", "ss.sss". */
export type Time = number | string;

// About 31 years: beyond any video, and its microseconds are still exact in a double.
const MAX_SECONDS = 1e9;

/** A time as whole microseconds, rounded to nearest; negative counts from the end. */
export function microseconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? secondsOfText(value.trim()) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || Math.abs(seconds) > MAX_SECONDS) return undefined;
  // + 0 turns the negative zero of "-0:00" into 0, which means the start or the open end.
  return Math.round(seconds * 1e6) + 0;
}

function secondsOfText(text: string): number | undefined {
  const match = /^([+-])?(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:\.\d*)?|\.\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hours, minutes, seconds] = match;
  // With a larger unit before it, a unit is a digit pair of a clock: "1:75" is a slip, "90" and "90:00" are not.
  if (minutes !== undefined && Number(seconds) >= 60) return undefined;
  if (hours !== undefined && Number(minutes) >= 60) return undefined;
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
  return sign === '-' ? -total : total;
}

export const time: Field<number, Time> = {
  expected: 'seconds or [-]hh:mm:ss.sss',
  type: 'number | string',
  json: { type: ['number', 'string'] },
  parse: microseconds,
  fromText: numeric,
};

export const positiveTime: Field<number, Time> = {
  ...time,
  expected: 'seconds or hh:mm:ss.sss above 0',
  parse(value) {
    const us = microseconds(value);
    return us !== undefined && us > 0 ? us : undefined;
  },
};
