import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { filesOfMpd } from './mpd.js';

/* Manifests of at most 4 MiB that would need far more memory or time. Each is refused by a limit, not by a time-out. */

const mpd = (inside: string): string => `<MPD mediaPresentationDuration="P999999D">${inside}</MPD>`;
const period = (shared: string, inside = '<Representation id="v"/>', count = 1): string =>
  mpd(`<Period>${shared}<AdaptationSet>${inside.repeat(count)}</AdaptationSet></Period>`);
const template = (attributes: string, inside = ''): string =>
  `<SegmentTemplate ${attributes}>${inside}</SegmentTemplate>`;
const timeline = (entries: string): string => `<SegmentTimeline>${entries}</SegmentTimeline>`;

const files = 'refers to more than 100000 files, which is the limit';
const cases: [string, () => string, string][] = [
  [
    'an entity that expands to others',
    () => '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><MPD>&b;</MPD>',
    'is XML with a document type, which is not allowed, at line 1',
  ],
  [
    'an entity of a file',
    () => '<!DOCTYPE MPD SYSTEM "file:///etc/passwd"><MPD/>',
    'is XML with a document type, which is not allowed, at line 1',
  ],
  ['an undefined entity', () => mpd('&nbsp;'), 'is not well-formed XML (Invalid character entity) at line 1'],
  ['nested elements', () => '<a>'.repeat(1_000_000), 'is XML nested more than 32 levels deep at line 1'],
  ['too many elements', () => mpd('<a/>'.repeat(1_000_000)), 'is XML with more than 100000 elements at line 1'],
  [
    'too many attributes',
    () => `<MPD ${Array.from({ length: 300_000 }, (_, index) => `a${index}="1"`).join(' ')}/>`,
    'is XML with more than 64 attributes in one element at line 1',
  ],
  [
    'segments of a fixed length',
    () => period(template('media="$Number$" timescale="99999999999999999999" duration="1"')),
    'refers to 8639991359999999999913600086400 segments in one element; the limit is 100000',
  ],
  [
    'segments between two numbers',
    () => period(template('media="$Number$" startNumber="0" endNumber="99999999999999999999"')),
    'refers to 100000000000000000000 segments in one element; the limit is 100000',
  ],
  [
    'segments of one repeated entry',
    () => period(template('media="$Time$"', timeline('<S d="1" r="99999999999999999999"/>'))),
    'refers to 100000000000000000000 segments in one element; the limit is 100000',
  ],
  [
    'segments of many repeated entries',
    () => period(template('media="$Time$"', timeline('<S d="1" r="60000"/>'.repeat(90_000)))),
    files,
  ],
  [
    'the same segments in many representations',
    () => period(template('media="$Number$" endNumber="100000"'), '<Representation/>', 90_000),
    files,
  ],
  [
    'a list in many representations',
    () => period(`<SegmentList>${'<SegmentURL/>'.repeat(49_990)}</SegmentList>`, '<Representation/>', 49_990),
    files,
  ],
  [
    'long URIs in many representations',
    () => period(template(`media="${'x'.repeat(2000)}"`), '<Representation/>', 90_000),
    'has URIs with more than 16777216 characters in total, which is the limit',
  ],
  [
    'a template with many $ signs',
    () => period(template(`media="${'$RepresentationID$'.repeat(100)}"`), `<Representation id="${'x'.repeat(2000)}"/>`),
    `has the segment template "${'$RepresentationID$'.repeat(5).slice(0, 80)}…"; it must have at most 32 $ signs`,
  ],
  [
    'a long identifier',
    () =>
      period(template(`media="${'$RepresentationID$'.repeat(16)}"`), `<Representation id="${'x'.repeat(1_000_000)}"/>`),
    `has the URI "${'x'.repeat(80)}…" of 16000000 characters; the limit is 2048`,
  ],
  [
    'an endless width',
    () => period(template('media="$Number%0999999999d$" endNumber="1"')),
    'has the segment template "$Number%0999999999d$"; its identifiers must be $RepresentationID$, $Bandwidth$, $Number$ or $Time$, optionally with a width such as $Number%05d$',
  ],
];

describe('filesOfMpd with hostile manifests', () => {
  test.each(cases)('refuses %s', (_what, text, expected) => {
    const code = 'InvalidParameterValue.MediaManifestContent: MediaManifestContent';
    expect(refusalOf(() => filesOfMpd(text()))).toBe(`${code} ${expected}`);
  });
});

describe('filesOfMpd with large manifests', () => {
  test.each<[string, () => string]>([
    [
      'representations with empty templates',
      () => period(template(`media="${'$RepresentationID$'.repeat(16)}"`), '<Representation id=""/>', 90_000),
    ],
    [
      'children with many names',
      () =>
        period(
          `<SegmentTemplate>${Array.from({ length: 49_000 }, (_, index) => `<a${index}/>`).join('')}</SegmentTemplate>`,
          '<Representation/>',
          49_000,
        ),
    ],
    ['text', () => mpd('x'.repeat(4_000_000))],
    ['comments and instructions', () => mpd(`${'<!-- -->'.repeat(200_000)}${'<?a b?>'.repeat(200_000)}`)],
  ])('lists no files for %s', (_what, text) => {
    expect(filesOfMpd(text())).toEqual([]);
  });
});
