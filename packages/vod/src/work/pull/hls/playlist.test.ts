import { expect, test } from 'vitest';
import { baseOf, readPlaylist, type Segment } from './playlist.js';

const base = new URL('https://user:word@cdn.example.com/films/list.m3u8?token=secret');
const playlist = (...lines: string[]): string => ['#EXTM3U', ...lines, '#EXT-X-ENDLIST', ''].join('\n');
const at = 'https://user:word@cdn.example.com';

function segments(...lines: string[]): readonly Segment[] {
  const read = readPlaylist(playlist(...lines), base);
  return read.kind === 'media' ? read.segments : [];
}

test('segments: where they are, how long, and what breaks', () => {
  const read = segments(
    ...[
      '#EXTINF:1.5,title',
      'a.ts',
      '',
      '# a comment',
      '#EXTINF:2',
      '/b.ts?x=1',
      '#EXT-X-DISCONTINUITY',
      '#EXTINF:oops,',
    ],
    'https://other.example.com/c.ts',
  );
  const plain = { range: undefined, map: undefined, key: undefined, discontinuity: false };
  expect(read).toEqual([
    { ...plain, url: `${at}/films/a.ts`, duration: 1.5 },
    { ...plain, url: `${at}/b.ts?x=1`, duration: 2 },
    // The user stays at its own origin.
    { ...plain, url: 'https://other.example.com/c.ts', duration: 0, discontinuity: true },
  ]);
});

test('parts of files', () => {
  const read = segments(
    ...[
      '#EXT-X-MAP:URI="all.mp4",BYTERANGE="100"',
      '#EXT-X-BYTERANGE:50@100',
      'all.mp4',
      '#EXT-X-BYTERANGE:60',
      'all.mp4',
    ],
    ...['#EXT-X-BYTERANGE:5@0', 'b.mp4', 'c.mp4'],
  );
  expect(read.map(({ range }) => range)).toEqual([
    { offset: 100, length: 50 },
    { offset: 150, length: 60 },
    { offset: 0, length: 5 },
    undefined,
  ]);
  expect(read[3]?.map).toEqual({ url: `${at}/films/all.mp4`, range: { offset: 0, length: 100 }, key: undefined });
});

test('keys: an IV that is given, one by number, none, and gaps', () => {
  const read = segments(
    ...['#EXT-X-MEDIA-SEQUENCE:258', '#EXT-X-KEY:METHOD=AES-128,URI="k1"', 'a.ts', '#EXT-X-GAP', 'gone.ts', 'b.ts'],
    ...['#EXT-X-KEY:METHOD=AES-128,URI="k2",IV=0xA', 'c.ts', '#EXT-X-KEY:METHOD=NONE', 'd.ts'],
  );
  expect(read.map(({ key }) => key && [key.url.split('/').at(-1), key.iv.toString('hex').replace(/^0+/, '')])).toEqual([
    ['k1', '102'],
    ['k1', '104'],
    ['k2', 'a'],
    undefined,
  ]);
});

test('a key for everybody beside one of a system of rights', () => {
  const plain = '#EXT-X-KEY:METHOD=AES-128,URI="k"';
  const rights = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple"';
  for (const keys of [
    [plain, rights],
    [rights, plain],
  ]) {
    expect(segments(...keys, 'a.ts')[0]?.key?.url).toBe(`${at}/films/k`);
  }
  expect(() => segments(plain, 'a.ts', rights, 'b.ts')).toThrow('is encrypted by another method');
});

test('the variant of the highest bandwidth, and variables', () => {
  const master = playlist(
    ...['#EXT-X-DEFINE:NAME="t",VALUE="?t=1"', '#EXT-X-STREAM-INF:BANDWIDTH=5', 'low.m3u8'],
    ...['#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=9,BANDWIDTH=70,CODECS="avc1,mp4a"', 'high.m3u8{$t}'],
    ...['#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=900,URI="frames.m3u8"', '#EXT-X-STREAM-INF:BANDWIDTH=70', 'same.m3u8'],
  );
  expect(readPlaylist(master, base)).toEqual({ kind: 'master', variant: `${at}/films/high.m3u8?t=1` });
});

test.each<[string, string[], string]>([
  [
    'an IV that is too long',
    [`#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x${'0'.repeat(33)}`, 'a.ts'],
    'has an IV that is not 128',
  ],
  ['another cipher', ['#EXT-X-KEY:METHOD=AES-256,URI="k"', 'a.ts'], 'is encrypted by another method'],
  ['rights alone', ['#EXT-X-KEY:METHOD=AES-128,URI="k",KEYFORMAT="x"', 'a.ts'], 'is encrypted by another method'],
  ['a key without a place', ['#EXT-X-KEY:METHOD=AES-128', 'a.ts'], 'has an address that cannot be read'],
  ['a map under a key without IV', ['#EXT-X-KEY:METHOD=AES-128,URI="k"', '#EXT-X-MAP:URI="m"'], 'without an IV'],
  ['a part after nothing', ['#EXT-X-BYTERANGE:5', 'a.ts'], 'has a part of a file without its place'],
  [
    'a part after one of another file',
    ['#EXT-X-BYTERANGE:5@0', 'a.ts', '#EXT-X-BYTERANGE:5', 'b.ts'],
    'without its place',
  ],
  ['an empty part', ['#EXT-X-BYTERANGE:0@0', 'a.ts'], 'has a part of a file without its place'],
  ['a number that is none', ['#EXT-X-MEDIA-SEQUENCE:x'], 'has an EXT-X-MEDIA-SEQUENCE that is not a whole number'],
  ['data', ['data:video/mp2t;base64,AAAA'], 'has an address of data:; only http: and https: are asked'],
  ['an address that is none', ['http://[::1/a.ts'], 'has an address that cannot be read'],
  [
    'a variable of elsewhere',
    ['#EXT-X-DEFINE:IMPORT="t"', 'a{$t}.ts'],
    'uses the variable {$t}; it must define its value',
  ],
  [
    'a variable that makes much of little',
    [`#EXT-X-DEFINE:NAME="a",VALUE="${'x'.repeat(2_000)}"`, '{$a}'.repeat(5)],
    'has an address that is too long',
  ],
  ['many long ones', Array(9_000).fill('a'.repeat(2_000)), 'has addresses that are too long'],
  ['nothing', [], 'has no segments'],
])('refused: %s', (_what, lines, message) => {
  expect(() => readPlaylist(playlist(...lines), base)).toThrow(message);
});

test('a stream without its end', () => {
  expect(() => readPlaylist('#EXTM3U\n#EXTINF:2,\na.ts\n', base)).toThrow('The playlist has no EXT-X-ENDLIST');
});

test('addresses keep the user at the origin that was asked, and nowhere else', () => {
  expect(baseOf(base, { url: 'https://cdn.example.com/moved/list.m3u8' }).href).toBe(`${at}/moved/list.m3u8`);
  expect(baseOf(base, { url: 'https://other.example.com/list.m3u8' }).username).toBe('');
});
