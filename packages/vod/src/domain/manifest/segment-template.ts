import { child, children, type Element } from '../../wire/xml/parse.js';
import { manifestError } from './manifest-error.js';
import { divideUp, integer, invalidAttribute, positiveInteger, SECOND_NS } from './mpd-values.js';
import { manifestLimits } from './references.js';
import { type TemplateValues, UrlTemplate } from './url-template.js';

type Numbers = { readonly Number: bigint; readonly Time: bigint };

/**
 * Yields the URIs of a SegmentTemplate: the initialization segment, then one media segment after another.
 * @param representation its values for the template
 * @param period length of the Period in nanoseconds, if known
 */
export function* templateFiles(
  template: Element,
  representation: TemplateValues,
  period: bigint | undefined,
): Generator<string> {
  const urlTemplate = (attribute: string): UrlTemplate | undefined => {
    const text = template.attributes[attribute];
    return text === undefined ? undefined : new UrlTemplate(text);
  };
  for (const attribute of ['initialization', 'bitstreamSwitching']) {
    const uri = urlTemplate(attribute)?.fill(representation);
    if (uri !== undefined) yield uri;
  }
  const media = urlTemplate('media');
  const index = urlTemplate('index');
  if (!media) return;
  // All segments are in one file, so that their number does not matter.
  if (!media.isPerSegment && !index?.isPerSegment) {
    yield media.fill(representation);
    if (index) yield index.fill(representation);
    return;
  }
  for (const numbers of segments(template, period)) {
    yield media.fill({ ...representation, ...numbers });
    if (index) yield index.fill({ ...representation, ...numbers });
  }
}

function segments(template: Element, period: bigint | undefined): Generator<Numbers> {
  const timeline = child(template, 'SegmentTimeline');
  return timeline ? timelineSegments(template, timeline, period) : fixedLengthSegments(template, period);
}

function* fixedLengthSegments(template: Element, period: bigint | undefined): Generator<Numbers> {
  const length = positiveInteger(template, 'duration');
  const first = integer(template, 'startNumber') ?? 1n;
  const last = integer(template, 'endNumber');
  const count = last === undefined ? segmentCount(template, length, period) : last - first + 1n;
  checkCount(count);
  for (let at = 0n; at < count; at++) yield { Number: first + at, Time: at * (length ?? 0n) };
}

function segmentCount(template: Element, length: bigint | undefined, period: bigint | undefined): bigint {
  if (length === undefined) return 1n;
  if (period === undefined) {
    throw manifestError('has a SegmentTemplate without an end; set the duration of its Period');
  }
  return divideUp(period * (positiveInteger(template, 'timescale') ?? 1n), length * SECOND_NS);
}

function* timelineSegments(template: Element, timeline: Element, period: bigint | undefined): Generator<Numbers> {
  const timescale = positiveInteger(template, 'timescale') ?? 1n;
  const offset = integer(template, 'presentationTimeOffset') ?? 0n;
  const end = period === undefined ? undefined : offset + (period * timescale) / SECOND_NS;
  const entries = children(timeline, 'S');
  let number = integer(template, 'startNumber') ?? 1n;
  let time = 0n;
  for (const [index, entry] of entries.entries()) {
    const length = positiveInteger(entry, 'd');
    if (length === undefined) throw manifestError('has an S element without d; set the duration of the segment');
    time = integer(entry, 't') ?? time;
    const next = entries[index + 1];
    const count = repeats(entry, time, length, (next && integer(next, 't')) ?? end);
    checkCount(count);
    for (let at = 0n; at < count; at++, number++, time += length) yield { Number: number, Time: time };
  }
}

/** Number of segments of an S element. A negative `r` repeats it until the next S element or the end of the Period. */
function repeats(entry: Element, time: bigint, length: bigint, end: bigint | undefined): bigint {
  const r = entry.attributes.r ?? '0';
  if (!/^-?\d{1,20}$/.test(r)) throw invalidAttribute('S', 'r', r, 'an integer');
  if (!r.startsWith('-')) return BigInt(r) + 1n;
  if (end === undefined)
    throw manifestError('has an S element that repeats without an end; set the duration of its Period');
  if (end > time) return divideUp(end - time, length);
  throw manifestError('has an S element that repeats until the next one; that one must start later');
}

/** Called before the first segment is made. @throws ManifestError */
function checkCount(count: bigint): void {
  if (count <= manifestLimits.references) return;
  throw manifestError(`refers to ${count} segments in one element; the limit is ${manifestLimits.references}`);
}
