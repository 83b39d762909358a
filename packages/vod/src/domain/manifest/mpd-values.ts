import { cut } from '../../wire/params/message.js';
import type { Element } from '../../wire/xml/parse.js';
import { refuseManifest } from './refusal.js';

/** Nanoseconds of a second: durations are exact, so that no rounding adds a segment. */
export const SECOND = 1_000_000_000n;

/** A whole number of at most 20 digits, as for ticks of a clock. Throws ApiError. */
export function wholeNumber({ name, attributes }: Element, attribute: string): bigint | undefined {
  const text = attributes[attribute];
  if (text === undefined) return undefined;
  if (/^\d{1,20}$/.test(text)) return BigInt(text);
  throw bad(name, attribute, text, 'a whole number');
}

/** The same, at least 1. */
export function positiveNumber(element: Element, attribute: string): bigint | undefined {
  const value = wholeNumber(element, attribute);
  if (value !== 0n) return value;
  throw bad(element.name, attribute, '0', 'at least 1');
}

/** An xs:duration such as PT1H2M3.5S, in nanoseconds. Years and months have no fixed length, and are refused. */
export function duration({ name, attributes }: Element, attribute: string): bigint | undefined {
  const text = attributes[attribute];
  if (text === undefined) return undefined;
  const form = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})(?:\.(\d{1,30}))?S)?)?$/.exec(text);
  if (!form) throw bad(name, attribute, text, 'a duration in days or less, as PT1H2M3.5S');
  const [days, hours, minutes, seconds] = form.slice(1, 5).map((part) => BigInt(part ?? 0)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const fraction = BigInt((form[5] ?? '').slice(0, 9).padEnd(9, '0'));
  return (((days * 24n + hours) * 60n + minutes) * 60n + seconds) * SECOND + fraction;
}

export function bad(element: string, attribute: string, received: string, rule: string): Error {
  return refuseManifest(`has ${element}@${attribute} "${cut(received)}"; it must be ${rule}`);
}

/** Rounded up. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return dividend <= 0n ? 0n : (dividend + divisor - 1n) / divisor;
}
