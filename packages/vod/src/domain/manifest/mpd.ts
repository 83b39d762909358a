import { child, children, type Element, parseXml } from '../../wire/xml/parse.js';
import { duration } from './mpd-values.js';
import { checkAddress, isAbsolute, References } from './references.js';
import { refuseManifest } from './refusal.js';
import { templateFiles } from './segment-template.js';

/**
 * The files that a DASH manifest refers to, as addresses beside it: what BaseURL elements say goes before them. Of several
 * BaseURL elements in one place the first counts: the others are where the same files are too. Throws ApiError
 * InvalidParameterValue.MediaManifestContent.
 */
export function filesOfMpd(text: string): string[] {
  const mpd = parseXml(text, { root: 'MPD', refuse: refuseManifest });
  if (mpd.name !== 'MPD') throw refuseManifest('is not a DASH manifest; its first element must be MPD');
  const references = new References();
  for (const { period, length } of timed(mpd)) {
    remote(period, references);
    for (const set of children(period, 'AdaptationSet')) {
      remote(set, references);
      for (const representation of children(set, 'Representation')) {
        const levels = [period, set, representation];
        const base = [mpd, ...levels].reduce((outer, level) => join(outer, baseUrl(level)), '');
        for (const file of filesOf(levels, representation, length)) references.add(unlessFolder(join(base, file)));
      }
    }
  }
  return references.addresses;
}

/** Addresses beside `base`. */
function* filesOf(levels: readonly Element[], representation: Element, length: bigint | undefined): Generator<string> {
  const { id: RepresentationID, bandwidth: Bandwidth } = representation.attributes;
  const way = wayOf(levels);
  for (const name of ['Initialization', 'BitstreamSwitching', 'RepresentationIndex']) {
    const source = way && child(way, name)?.attributes.sourceURL;
    if (source !== undefined) yield source;
  }
  if (way?.name === 'SegmentTemplate') yield* templateFiles(way, { RepresentationID, Bandwidth }, length);
  else if (way?.name === 'SegmentList') {
    for (const { attributes } of children(way, 'SegmentURL')) {
      yield attributes.media ?? '';
      if (attributes.index !== undefined) yield attributes.index;
    }
  } else yield '';
}

/** The periods, each with its length in nanoseconds when it is known. */
function timed(mpd: Element): { period: Element; length: bigint | undefined }[] {
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

const ways = ['SegmentTemplate', 'SegmentList', 'SegmentBase'];
const parts = ['Initialization', 'BitstreamSwitching', 'RepresentationIndex', 'SegmentTimeline', 'SegmentURL'];

/** How segments are named: as the innermost level says that says anything. */
function wayOf(levels: readonly Element[]): Element | undefined {
  const [name] = levels.toReversed().flatMap((level) => ways.find((way) => child(level, way)) ?? []);
  return name === undefined ? undefined : inherited(levels, name);
}

/** What the levels say of one way to name segments, each adding to those outside it. */
function inherited(levels: readonly Element[], name: string): Element {
  const found = levels.flatMap((level) => child(level, name) ?? []);
  return {
    name,
    attributes: Object.assign({}, ...found.map(({ attributes }) => attributes)),
    children: new Map(
      found
        .flatMap((element) => parts.map((part) => [part, children(element, part)] as const))
        .filter(([, elements]) => elements.length > 0),
    ),
    text: '',
  };
}

function baseUrl(level: Element): string {
  return child(level, 'BaseURL')?.text.trim() ?? '';
}

/** A part of the manifest that is in a file of its own. */
function remote({ attributes }: Element, references: References): void {
  const address = attributes['xlink:href'] ?? '';
  if (!/^urn:/i.test(address)) references.add(address);
}

/** Where nothing says more than a folder, there is no file. */
function unlessFolder(address: string): string {
  return address.endsWith('/') ? '' : address;
}

/** An address that stands in a document at `base`, as a client would resolve it; relative ones stay relative. */
function join(base: string, address: string): string {
  const joined = base === '' || isAbsolute(address) ? address : beside(base, address);
  checkAddress(joined);
  return joined;
}

function beside(base: string, address: string): string {
  if (address === '') return base;
  if (address.startsWith('/')) return `${/^([a-z][a-z0-9+.-]{0,30}:)?\/\/[^/?#]*/i.exec(base)?.[0] ?? ''}${address}`;
  const [path = ''] = base.split(/[?#]/, 1);
  return path.slice(0, path.lastIndexOf('/') + 1) + address;
}
