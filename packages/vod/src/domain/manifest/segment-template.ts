import { child, children, type Element } from '../../wire/xml/parse.js';
import { bad, divideUp, positiveNumber, SECOND, wholeNumber } from './mpd-values.js';
import { manifestLimits } from './references.js';
import { refuseManifest } from './refusal.js';
import { SegmentName, type SegmentValues } from './segment-name.js';

type Numbers = { readonly Number: bigint; readonly Time: bigint };

/**
 * The addresses that a SegmentTemplate makes: the initialization, then segment by segment.
 * @param own of the representation
 * @param period its length in nanoseconds, when it is known
 */
export function* templateFiles(template: Element, own: SegmentValues, period: bigint | undefined): Generator<string> {
  const name = (attribute: string): SegmentName | undefined => {
    const text = template.attributes[attribute];
    return text === undefined ? undefined : new SegmentName(text);
  };
  for (const once of ['initialization', 'bitstreamSwitching']) {
    const address = name(once)?.fill(own);
    if (address !== undefined) yield address;
  }
  const media = name('media');
  const index = name('index');
  if (!media) return;
  // One name for all of them is one file: however many they are, none needs to be counted.
  if (!media.varies && !index?.varies) {
    yield media.fill(own);
    if (index) yield index.fill(own);
    return;
  }
  for (const numbers of segments(template, period)) {
    yield media.fill({ ...own, ...numbers });
    if (index) yield index.fill({ ...own, ...numbers });
  }
}

function segments(template: Element, period: bigint | undefined): Generator<Numbers> {
  const timeline = child(template, 'SegmentTimeline');
  return timeline ? ofTimeline(template, timeline, period) : ofEqualLength(template, period);
}

function* ofEqualLength(template: Element, period: bigint | undefined): Generator<Numbers> {
  const length = positiveNumber(template, 'duration');
  const first = wholeNumber(template, 'startNumber') ?? 1n;
  const last = wholeNumber(template, 'endNumber');
  const count = last === undefined ? countOf(template, length, period) : last - first + 1n;
  checkCount(count);
  for (let at = 0n; at < count; at++) yield { Number: first + at, Time: at * (length ?? 0n) };
}

function countOf(template: Element, length: bigint | undefined, period: bigint | undefined): bigint {
  if (length === undefined) return 1n;
  if (period === undefined) {
    throw refuseManifest('has a SegmentTemplate without an end; the duration of its Period must be known');
  }
  return divideUp(period * (positiveNumber(template, 'timescale') ?? 1n), length * SECOND);
}

function* ofTimeline(template: Element, timeline: Element, period: bigint | undefined): Generator<Numbers> {
  const timescale = positiveNumber(template, 'timescale') ?? 1n;
  const offset = wholeNumber(template, 'presentationTimeOffset') ?? 0n;
  const end = period === undefined ? undefined : offset + (period * timescale) / SECOND;
  const entries = children(timeline, 'S');
  let number = wholeNumber(template, 'startNumber') ?? 1n;
  let time = 0n;
  for (const [index, entry] of entries.entries()) {
    const length = positiveNumber(entry, 'd');
    if (length === undefined) throw refuseManifest('has an S without d; it must say how long the segment is');
    time = wholeNumber(entry, 't') ?? time;
    const next = entries[index + 1];
    const count = repeats(entry, time, length, (next && wholeNumber(next, 't')) ?? end);
    checkCount(count);
    for (let at = 0n; at < count; at++, number++, time += length) yield { Number: number, Time: time };
  }
}

/** How many segments an S stands for; a negative `r` is until the next one or the end of the period. */
function repeats(entry: Element, time: bigint, length: bigint, end: bigint | undefined): bigint {
  const more = entry.attributes.r ?? '0';
  if (!/^-?\d{1,20}$/.test(more)) throw bad('S', 'r', more, 'a whole number');
  if (!more.startsWith('-')) return BigInt(more) + 1n;
  if (end === undefined)
    throw refuseManifest('has an S that repeats without an end; the end of its Period must be known');
  if (end > time) return divideUp(end - time, length);
  throw refuseManifest('has an S that repeats until before its own time; the next must be later');
}

/** Before the first of them is made. */
function checkCount(count: bigint): void {
  if (count <= manifestLimits.references) return;
  throw refuseManifest(`refers to ${count} segments in one go; ${manifestLimits.references} are the most`);
}
