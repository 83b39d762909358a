import { cut } from '../../wire/params/message.js';
import type { Element } from '../../wire/xml/parse.js';
import { manifestError } from './manifest-error.js';

/** Nanoseconds per second. Durations are exact, so that rounding never adds a segment. */
export const SECOND_NS = 1_000_000_000n;

/** An attribute that is an integer from 0 with at most 20 digits, such as ticks of a clock. @throws ManifestError */
export function integer({ name, attributes }: Element, attribute: string): bigint | undefined {
  const text = attributes[attribute];
  if (text === undefined) return undefined;
  if (/^\d{1,20}$/.test(text)) return BigInt(text);
  throw invalidAttribute(name, attribute, text, 'an integer');
}

/** The same, from 1. */
export function positiveInteger(element: Element, attribute: string): bigint | undefined {
  const value = integer(element, attribute);
  if (value !== 0n) return value;
  throw invalidAttribute(element.name, attribute, '0', 'at least 1');
}

/** An xs:duration such as PT1H2M3.5S, in nanoseconds. Years and months have no fixed length and are not allowed. */
export function duration({ name, attributes }: Element, attribute: string): bigint | undefined {
  const text = attributes[attribute];
  if (text === undefined) return undefined;
  const match = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})(?:\.(\d{1,30}))?S)?)?$/.exec(text);
  if (!match) {
    throw invalidAttribute(name, attribute, text, 'a duration in days, hours, minutes and seconds, such as PT1H2M3.5S');
  }
  const [days, hours, minutes, seconds] = match.slice(1, 5).map((part) => BigInt(part ?? 0)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const fraction = BigInt((match[5] ?? '').slice(0, 9).padEnd(9, '0'));
  return (((days * 24n + hours) * 60n + minutes) * 60n + seconds) * SECOND_NS + fraction;
}

export function invalidAttribute(element: string, attribute: string, received: string, rule: string): Error {
  return manifestError(`has ${element}@${attribute} "${cut(received)}"; it must be ${rule}`);
}

/** The quotient, rounded up; 0 for a dividend below 0. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return dividend <= 0n ? 0n : (dividend + divisor - 1n) / divisor;
}
