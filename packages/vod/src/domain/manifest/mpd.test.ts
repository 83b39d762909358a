import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { filesOfMpd } from './mpd.js';

const mpd = (inside: string, attributes = 'mediaPresentationDuration="PT10S"'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" ${attributes}>${inside}</MPD>`;
/** A manifest with one Period and one AdaptationSet. */
const set = (inside: string, attributes?: string): string =>
  mpd(`<Period><AdaptationSet>${inside}</AdaptationSet></Period>`, attributes);
const rep = (inside = '', id = 'v'): string => `<Representation id="${id}" bandwidth="500">${inside}</Representation>`;
const template = (attributes: string, inside = ''): string =>
  `<SegmentTemplate ${attributes}>${inside}</SegmentTemplate>`;
const timeline = (...entries: string[]): string =>
  `<SegmentTimeline>${entries.map((entry) => `<S ${entry}/>`).join('')}</SegmentTimeline>`;

describe('filesOfMpd', () => {
  test.each<[string, string, string[]]>([
    [
      'segments of a fixed length, the last one shorter',
      set(
        template('media="$RepresentationID$/$Number$.m4s" initialization="$RepresentationID$/init.mp4" duration="4"') +
          rep() +
          rep('', 'w'),
      ),
      ['v/init.mp4', 'v/1.m4s', 'v/2.m4s', 'v/3.m4s', 'w/init.mp4', 'w/1.m4s', 'w/2.m4s', 'w/3.m4s'],
    ],
    [
      'segments with a timescale, a start number and a width',
      set(rep(template('media="s-$Bandwidth$-$Number%05d$.m4s" timescale="90000" duration="300000" startNumber="0"'))),
      ['s-500-00000.m4s', 's-500-00001.m4s', 's-500-00002.m4s'],
    ],
    [
      'segments up to endNumber',
      set(rep(template('media="$Number$$$.m4s" startNumber="7" endNumber="8"')), ''),
      ['7$.m4s', '8$.m4s'],
    ],
    [
      'a timeline with repeats, a gap and ticks above 2^53',
      set(
        rep(
          template(
            'media="$Time$.m4s" timescale="1000"',
            timeline('t="0" d="2000" r="1"', 't="9007199254740993" d="1"', 'd="7"'),
          ),
        ),
      ),
      ['0.m4s', '2000.m4s', '9007199254740993.m4s', '9007199254740994.m4s'],
    ],
    [
      'a timeline that repeats until the next entry, and until the end',
      set(rep(template('media="$Number$-$Time$.m4s"', timeline('t="0" d="2" r="-1"', 't="4" d="3" r="-1"')))),
      ['1-0.m4s', '2-2.m4s', '3-4.m4s', '4-7.m4s'],
    ],
    ['one file for all segments', set(rep(template('media="all.mp4"', timeline('d="1" r="999999999"')))), ['all.mp4']],
    [
      'segments with attributes of outer levels, unless an inner level replaces them',
      mpd(
        `<Period>${template('timescale="10" startNumber="5" media="p$Number$" initialization="p"', timeline('d="50"', 'd="50"'))}` +
          `<AdaptationSet>${template('media="a$Number$"')}${rep()}${rep(template('initialization="r"', timeline('d="1"')))}</AdaptationSet></Period>`,
      ),
      ['p', 'a5', 'a6', 'r'],
    ],
    [
      'segments by the segment information of the innermost level',
      set(
        template('media="$Number$" endNumber="1"') +
          rep('<SegmentList><SegmentURL media="a"/></SegmentList>') +
          rep('<BaseURL>b.mp4</BaseURL><SegmentBase/>') +
          rep(),
      ),
      ['a', 'b.mp4', '1'],
    ],
    [
      'a SegmentList',
      set(
        rep(
          '<SegmentList duration="10"><Initialization sourceURL="init.mp4"/><SegmentURL media="1.m4s" index="1.sidx"/><SegmentURL mediaRange="0-9"/><SegmentURL media="2.m4s"/></SegmentList><BaseURL>x/all.mp4</BaseURL>',
        ),
      ),
      ['x/init.mp4', 'x/1.m4s', 'x/1.sidx', 'x/all.mp4', 'x/2.m4s'],
    ],
    [
      'one file for each representation',
      set(
        `${rep('<BaseURL>\n video.mp4 </BaseURL><SegmentBase indexRange="0-99"><Initialization range="0-9"/></SegmentBase>')}${rep('<BaseURL><![CDATA[a&b.mp4]]></BaseURL>')}${rep('<BaseURL>c&amp;d&#46;vtt</BaseURL>')}${rep()}`,
      ),
      ['video.mp4', 'a&b.mp4', 'c&d.vtt'],
    ],
    [
      'URIs relative to the first BaseURL of each level',
      mpd(
        `<BaseURL>media/</BaseURL><BaseURL>https://other.example.com/</BaseURL><Period><BaseURL>p1/index</BaseURL><AdaptationSet>${rep('<BaseURL>v.mp4?x=/1</BaseURL>')}${rep('<BaseURL>/v.mp4</BaseURL>')}${rep('<BaseURL>https://cdn.example.com/v/</BaseURL><SegmentList><SegmentURL media="1"/><SegmentURL media="/2"/></SegmentList>')}</AdaptationSet></Period>`,
      ),
      ['media/p1/v.mp4?x=/1', '/v.mp4', 'https://cdn.example.com/v/1', 'https://cdn.example.com/2'],
    ],
    [
      'periods with different lengths',
      mpd(
        ['start="PT0S"', 'start="PT1M"', 'duration="PT0.5S"', '']
          .map(
            (time, index) =>
              `<Period ${time}><AdaptationSet>${rep(template(`media="${index}-$Number$" duration="30"`))}</AdaptationSet></Period>`,
          )
          .join(''),
        'mediaPresentationDuration="PT2M"',
      ).replace('<Period start="PT1M">', '<Period start="PT1M" duration="PT29.75S">'),
      ['0-1', '0-2', '1-1', '2-1', '3-1'],
    ],
    [
      'a live manifest with a timeline, and elements in other files',
      mpd(
        `<Period xlink:href="ad.period"/><Period xlink:href="urn:mpeg:dash:resolve-to-zero:2013"/><Period><AdaptationSet>${rep(template('media="$Time$"', timeline('t="8" d="1" r="1"')))}</AdaptationSet></Period>`,
        'type="dynamic" xmlns:xlink="http://www.w3.org/1999/xlink"',
      ),
      ['ad.period', '8', '9'],
    ],
    [
      'elements with a namespace prefix',
      '<d:MPD xmlns:d="urn"><d:Period><d:AdaptationSet><d:Representation><d:BaseURL>a.mp4</d:BaseURL></d:Representation></d:AdaptationSet></d:Period></d:MPD>',
      ['a.mp4'],
    ],
    ['no files of an empty manifest', mpd(''), []],
  ])('lists %s', (_what, text, expected) => {
    expect(filesOfMpd(text)).toEqual(expected);
  });
});

describe('filesOfMpd with invalid manifests', () => {
  const code = 'InvalidParameterValue.MediaManifestContent: MediaManifestContent';
  const inTemplate = (attributes: string, inside = '', ofMpd?: string): string =>
    set(rep(template(attributes, inside)), ofMpd);
  test.each<[string, string]>([
    ['#EXTM3U', 'is not well-formed XML (Non-whitespace before first tag.) at line 1'],
    ['', 'is not XML; its root element must be MPD'],
    ['<MPD>', 'is not well-formed XML (Unclosed root tag) at line 1'],
    ['<MPD>\n<Period></MPD>', 'is not well-formed XML (Unexpected close tag) at line 2'],
    ['<html/>', 'is not a DASH manifest; its root element must be MPD'],
    [
      mpd('', 'mediaPresentationDuration="P1Y"'),
      'has MPD@mediaPresentationDuration "P1Y"; it must be a duration in days, hours, minutes and seconds, such as PT1H2M3.5S',
    ],
    [inTemplate('media="$Number$" duration="0"'), 'has SegmentTemplate@duration "0"; it must be at least 1'],
    [inTemplate('media="$Number$" duration="1.5"'), 'has SegmentTemplate@duration "1.5"; it must be an integer'],
    [
      inTemplate('media="$Number$" duration="1"', '', ''),
      'has a SegmentTemplate without an end; set the duration of its Period',
    ],
    [inTemplate('media="$Time$"', timeline('t="0"')), 'has an S element without d; set the duration of the segment'],
    [inTemplate('media="$Time$"', timeline('d="1" r="x"')), 'has S@r "x"; it must be an integer'],
    [
      inTemplate('media="$Time$"', timeline('d="1" r="-1"'), ''),
      'has an S element that repeats without an end; set the duration of its Period',
    ],
    [
      inTemplate('media="$Time$"', timeline('t="9" d="1" r="-1"', 't="9" d="1"')),
      'has an S element that repeats until the next one; that one must start later',
    ],
    [inTemplate('media="$Number"'), 'has the segment template "$Number"; its number of $ signs must be even'],
    [
      inTemplate('media="$SubNumber$"'),
      'has the segment template "$SubNumber$"; its identifiers must be $RepresentationID$, $Bandwidth$, $Number$ or $Time$, optionally with a width such as $Number%05d$',
    ],
    [
      set(`<Representation>${template('media="$Bandwidth$"')}</Representation>`),
      'has the segment template "$Bandwidth$", but no value for $Bandwidth$',
    ],
  ])('rejects %s', (text, expected) => {
    expect(refusalOf(() => filesOfMpd(text))).toBe(`${code} ${expected}`);
  });
});
