import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { filesOfHls } from './hls.js';

const playlist = (...lines: string[]): string => ['#EXTM3U', ...lines].join('\n');

describe('filesOfHls', () => {
  test.each<[string, string[], string[]]>([
    [
      'segments in order, without changing them',
      [
        '#EXT-X-TARGETDURATION:10',
        '#EXTINF:9.9,title, with a comma',
        'b.ts',
        '#EXTINF:9.9,',
        ' 目录/a 1.ts?x=1#y ',
        '',
        'b.ts',
      ],
      ['b.ts', '目录/a 1.ts?x=1#y'],
    ],
    ['absolute URIs', ['https://cdn.example.com/a.ts', '/top/b.ts'], ['https://cdn.example.com/a.ts', '/top/b.ts']],
    [
      'an initialization section before its segments, and a file with several ranges once',
      ['#EXT-X-MAP:URI="main.mp4",BYTERANGE="560@0"', '#EXT-X-BYTERANGE:100@560', 'main.mp4', 'main.mp4'],
      ['main.mp4'],
    ],
    [
      'keys with a relative URI, but not those of a key server',
      [
        '#EXT-X-KEY:METHOD=AES-128,IV=0x1,URI="keys/1.key"',
        'a.ts',
        '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example.com/1"',
        '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://1",KEYFORMAT="com.apple"',
        '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,AAAA"',
        '#EXT-X-KEY:METHOD=NONE',
        'b.ts',
      ],
      ['keys/1.key', 'a.ts', 'b.ts'],
    ],
    [
      'the playlists of a master playlist',
      [
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x, URI=\'no\'",URI="audio/index.m3u8"',
        '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",INSTREAM-ID="CC1"',
        '#EXT-X-STREAM-INF:BANDWIDTH=1280000,AUDIO="a"',
        'low/index.m3u8',
        '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=86000,URI="low/iframe.m3u8"',
        '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="session.key"',
        '#EXT-X-SESSION-DATA:DATA-ID="x",URI="data.json"',
      ],
      ['audio/index.m3u8', 'low/index.m3u8', 'low/iframe.m3u8', 'session.key', 'data.json'],
    ],
    [
      'URIs with variables filled in',
      ['#EXT-X-DEFINE:NAME="dir",VALUE="a/b"', '#EXT-X-MAP:URI="{$dir}/init.mp4"', '{$dir}/1.m4s'],
      ['a/b/init.mp4', 'a/b/1.m4s'],
    ],
    ['braces as they are when no variable is defined', ['{$dir}.ts'], ['{$dir}.ts']],
    ['no comments and no unknown tags', ['# a.ts', '#EXT-X-NEW:URI="b.ts"', '#EXT-X-MAP', '#EXT-X-MAP:URI="c'], []],
  ])('lists %s', (_what, lines, expected) => {
    expect(filesOfHls(playlist(...lines))).toEqual(expected);
  });

  test('accepts CRLF and a byte order mark', () => {
    expect(filesOfHls('\uFEFF#EXTM3U\r\n#EXTINF:1,\r\na.ts\r\n')).toEqual(['a.ts']);
  });
});

describe('filesOfHls with invalid playlists', () => {
  const code = 'InvalidParameterValue.MediaManifestContent: MediaManifestContent';
  test.each<[string, string, string]>([
    ['another document', '<MPD/>', 'is not an HLS playlist; its first line must be #EXTM3U'],
    [
      'a first line that only starts with #EXTM3U',
      '#EXTM3U8\na.ts',
      'is not an HLS playlist; its first line must be #EXTM3U',
    ],
    [
      'a URI that is too long',
      playlist('a'.repeat(2049)),
      `has the URI "${'a'.repeat(80)}…" of 2049 characters; the limit is 2048`,
    ],
    [
      'a variable that is imported',
      playlist('#EXT-X-DEFINE:IMPORT="dir"', '{$dir}/a.ts'),
      'uses the variable {$dir}, but does not define its value',
    ],
    [
      'variables that make a URI too long',
      playlist(`#EXT-X-DEFINE:NAME="a",VALUE="${'x'.repeat(2048)}"`, '{$a}'.repeat(512)),
      `has the URI "${'x'.repeat(80)}…" of 1048576 characters; the limit is 2048`,
    ],
    [
      'too many segments',
      playlist(...Array.from({ length: 100_001 }, (_, index) => `${index}.ts`)),
      'refers to more than 100000 files, which is the limit',
    ],
  ])('rejects %s', (_what, text, expected) => {
    expect(refusalOf(() => filesOfHls(text))).toBe(`${code} ${expected}`);
  });
});

test.each([
  ['commas', `#EXT-X-MAP:${','.repeat(4_000_000)}`],
  ['names without values', `#EXT-X-MAP:${'A'.repeat(4_000_000)}`],
  ['attributes', `#EXT-X-MAP:${'A="b",'.repeat(700_000)}`],
  ['open quotes', `#EXT-X-MAP:${'A="'.repeat(1_000_000)}`],
  ['empty lines', '\n'.repeat(4_000_000)],
  ['short tags', '#EXT-X-KEY:\n'.repeat(330_000)],
])('lists no files for megabytes of %s', (_what, text) => {
  expect(filesOfHls(playlist(text))).toEqual([]);
});
