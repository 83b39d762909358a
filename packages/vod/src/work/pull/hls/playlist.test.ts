import { expect, test } from 'vitest';
import { baseOf, readPlaylist, type Segment } from './playlist.js';

const base = new URL('https://user:word@cdn.example.com/films/list.m3u8?token=secret');
const playlist = (...lines: string[]): string => ['#EXTM3U', ...lines, '#EXT-X-ENDLIST', ''].join('\n');
const at = 'https://user:word@cdn.example.com';

function segments(...lines: string[]): readonly Segment[] {
  const read = readPlaylist(playlist(...lines), base);
  return read.kind === 'media' ? read.segments : [];
}

test('reads URL, duration and discontinuity of segments', () => {
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
    // The user name is not sent to another origin.
    { ...plain, url: 'https://other.example.com/c.ts', duration: 0, discontinuity: true },
  ]);
});

test('reads byte ranges', () => {
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

test('reads keys with an IV, with the sequence number as IV, and none, and skips gaps', () => {
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

test('uses the key with KEYFORMAT identity beside a DRM key', () => {
  const plain = '#EXT-X-KEY:METHOD=AES-128,URI="k"';
  const drm = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple"';
  for (const keys of [
    [plain, drm],
    [drm, plain],
  ]) {
    expect(segments(...keys, 'a.ts')[0]?.key?.url).toBe(`${at}/films/k`);
  }
  expect(() => segments(plain, 'a.ts', drm, 'b.ts')).toThrow('is encrypted; only AES-128');
});

test('reads the variant with the highest bandwidth, and fills in variables', () => {
  const master = playlist(
    ...['#EXT-X-DEFINE:NAME="t",VALUE="?t=1"', '#EXT-X-STREAM-INF:BANDWIDTH=5', 'low.m3u8'],
    ...['#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=9,BANDWIDTH=70,CODECS="avc1,mp4a"', 'high.m3u8{$t}'],
    ...['#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=900,URI="frames.m3u8"', '#EXT-X-STREAM-INF:BANDWIDTH=70', 'same.m3u8'],
  );
  expect(readPlaylist(master, base)).toEqual({ kind: 'master', variant: `${at}/films/high.m3u8?t=1` });
});

test.each<[string, string[], string]>([
  ['an IV that is too long', [`#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x${'0'.repeat(33)}`, 'a.ts'], 'has an invalid IV'],
  ['another cipher', ['#EXT-X-KEY:METHOD=AES-256,URI="k"', 'a.ts'], 'is encrypted; only AES-128'],
  ['a DRM key alone', ['#EXT-X-KEY:METHOD=AES-128,URI="k",KEYFORMAT="x"', 'a.ts'], 'is encrypted; only AES-128'],
  ['a key without a URI', ['#EXT-X-KEY:METHOD=AES-128', 'a.ts'], 'has a missing or invalid URI'],
  [
    'an encrypted EXT-X-MAP without an IV',
    ['#EXT-X-KEY:METHOD=AES-128,URI="k"', '#EXT-X-MAP:URI="m"'],
    'without an IV',
  ],
  [
    'a first byte range without an offset',
    ['#EXT-X-BYTERANGE:5', 'a.ts'],
    'has an invalid byte range, or one without an offset',
  ],
  [
    'a byte range without an offset after one of another file',
    ['#EXT-X-BYTERANGE:5@0', 'a.ts', '#EXT-X-BYTERANGE:5', 'b.ts'],
    'without an offset',
  ],
  ['an empty byte range', ['#EXT-X-BYTERANGE:0@0', 'a.ts'], 'has an invalid byte range, or one without an offset'],
  ['an invalid number', ['#EXT-X-MEDIA-SEQUENCE:x'], 'has an EXT-X-MEDIA-SEQUENCE that is not an integer'],
  [
    'a data: URI',
    ['data:video/mp2t;base64,AAAA'],
    'has a URI that starts with data:; only http: and https: are supported',
  ],
  ['an invalid URI', ['http://[::1/a.ts'], 'has a missing or invalid URI'],
  [
    'an imported variable',
    ['#EXT-X-DEFINE:IMPORT="t"', 'a{$t}.ts'],
    'uses the variable {$t}, but does not define its value',
  ],
  [
    'variables that make a URI too long',
    [`#EXT-X-DEFINE:NAME="a",VALUE="${'x'.repeat(2_000)}"`, '{$a}'.repeat(5)],
    'has a URI of more than 8192 characters',
  ],
  ['many long URIs', Array(9_000).fill('a'.repeat(2_000)), 'has URIs that are too long'],
  ['no segments', [], 'has no segments'],
])('rejects %s', (_what, lines, message) => {
  expect(() => readPlaylist(playlist(...lines), base)).toThrow(message);
});

test('rejects a live stream', () => {
  expect(() => readPlaylist('#EXTM3U\n#EXTINF:2,\na.ts\n', base)).toThrow('The playlist has no EXT-X-ENDLIST');
});

test('keeps the user name for the same origin only', () => {
  expect(baseOf(base, { url: 'https://cdn.example.com/moved/list.m3u8' }).href).toBe(`${at}/moved/list.m3u8`);
  expect(baseOf(base, { url: 'https://other.example.com/list.m3u8' }).username).toBe('');
});
