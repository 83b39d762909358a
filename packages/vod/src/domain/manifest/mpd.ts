import { child, children, type Element, parseXml } from '../../wire/xml/parse.js';
import { manifestError } from './manifest-error.js';
import { duration } from './mpd-values.js';
import { checkUri, isAbsolute, References } from './references.js';
import { templateFiles } from './segment-template.js';

/**
 * Lists the files that a DASH manifest refers to, as URIs relative to the manifest or absolute. BaseURL elements are applied;
 * of several in one element only the first, because the others are alternatives for the same files.
 * @throws ManifestError
 */
export function filesOfMpd(text: string): string[] {
  const mpd = parseXml(text, { root: 'MPD', error: manifestError });
  if (mpd.name !== 'MPD') throw manifestError('is not a DASH manifest; its root element must be MPD');
  const references = new References();
  for (const { period, length } of periodsOf(mpd)) {
    addRemoteElement(period, references);
    for (const set of children(period, 'AdaptationSet')) {
      addRemoteElement(set, references);
      for (const representation of children(set, 'Representation')) {
        const levels = [period, set, representation];
        const base = [mpd, ...levels].reduce((outer, level) => resolve(outer, baseUrl(level)), '');
        for (const file of filesOf(levels, representation, length)) references.add(exceptFolder(resolve(base, file)));
      }
    }
  }
  return references.uris;
}

/** URIs of one Representation, relative to its BaseURL. */
function* filesOf(levels: readonly Element[], representation: Element, length: bigint | undefined): Generator<string> {
  const { id: RepresentationID, bandwidth: Bandwidth } = representation.attributes;
  const info = segmentInfoOf(levels);
  for (const name of ['Initialization', 'BitstreamSwitching', 'RepresentationIndex']) {
    const source = info && child(info, name)?.attributes.sourceURL;
    if (source !== undefined) yield source;
  }
  if (info?.name === 'SegmentTemplate') yield* templateFiles(info, { RepresentationID, Bandwidth }, length);
  else if (info?.name === 'SegmentList') {
    for (const { attributes } of children(info, 'SegmentURL')) {
      yield attributes.media ?? '';
      if (attributes.index !== undefined) yield attributes.index;
    }
  } else yield '';
}

/** The Period elements, each with its length in nanoseconds if known. */
function periodsOf(mpd: Element): { period: Element; length: bigint | undefined }[] {
  const total = duration(mpd, 'mediaPresentationDuration');
  const periods = children(mpd, 'Period');
  let start: bigint | undefined = 0n;
  return periods.map((period, index) => {
    const next = periods[index + 1];
    start = duration(period, 'start') ?? start;
    const end = next ? duration(next, 'start') : total;
    const length = duration(period, 'duration') ?? (end !== undefined && start !== undefined ? end - start : undefined);
    start = start !== undefined && length !== undefined ? start + length : undefined;
    return { period, length };
  });
}

const segmentInfoNames = ['SegmentTemplate', 'SegmentList', 'SegmentBase'];
const segmentInfoChildren = [
  'Initialization',
  'BitstreamSwitching',
  'RepresentationIndex',
  'SegmentTimeline',
  'SegmentURL',
];

/** Returns the segment information of the innermost level that has some, with the attributes that this level inherits. */
function segmentInfoOf(levels: readonly Element[]): Element | undefined {
  const [name] = levels.toReversed().flatMap((level) => segmentInfoNames.find((known) => child(level, known)) ?? []);
  return name === undefined ? undefined : inherited(levels, name);
}

/** Merges the elements of this name from all levels. Inner attributes and children replace outer ones. */
function inherited(levels: readonly Element[], name: string): Element {
  const found = levels.flatMap((level) => child(level, name) ?? []);
  return {
    name,
    attributes: Object.assign({}, ...found.map(({ attributes }) => attributes)),
    children: new Map(
      found
        .flatMap((element) => segmentInfoChildren.map((part) => [part, children(element, part)] as const))
        .filter(([, elements]) => elements.length > 0),
    ),
    text: '',
  };
}

function baseUrl(level: Element): string {
  return child(level, 'BaseURL')?.text.trim() ?? '';
}

/** Adds the file of an element that is stored outside the manifest (xlink:href). */
function addRemoteElement({ attributes }: Element, references: References): void {
  const uri = attributes['xlink:href'] ?? '';
  if (!/^urn:/i.test(uri)) references.add(uri);
}

/** A URI that ends in a folder is not a file. */
function exceptFolder(uri: string): string {
  return uri.endsWith('/') ? '' : uri;
}

/** Resolves a URI against a base as a client does, except that the result stays relative if the base is relative. */
function resolve(base: string, uri: string): string {
  const resolved = base === '' || isAbsolute(uri) ? uri : resolveRelative(base, uri);
  checkUri(resolved);
  return resolved;
}

function resolveRelative(base: string, uri: string): string {
  if (uri === '') return base;
  if (uri.startsWith('/')) return `${/^([a-z][a-z0-9+.-]{0,30}:)?\/\/[^/?#]*/i.exec(base)?.[0] ?? ''}${uri}`;
  const [path = ''] = base.split(/[?#]/, 1);
  return path.slice(0, path.lastIndexOf('/') + 1) + uri;
}
