import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutate, type Random } from './mutate.ts';

/** A file of a few kB for each container and codec, which the fuzz targets of the engine use as well. */
const corpus = fileURLToPath(new URL('../../../native/fuzz/corpus/media/', import.meta.url));

export interface Input {
  /** The name of the file that was changed. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** The original files. The corpus has `h264-mp4` for h264.mp4. */
export const originals: readonly Input[] = readdirSync(corpus)
  .filter((file) => file.includes('-'))
  .sort()
  .map((file) => ({ name: file.replace(/-(?=[^-]*$)/, '.'), bytes: readFileSync(join(corpus, file)) }));

const playlist = (...lines: string[]): Input => ({ name: 'list.m3u8', bytes: Buffer.from(`${lines.join('\n')}\n`) });

/** Playlists whose segments the web server of the test has. */
const playlists: readonly Input[] = [
  playlist(
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-TARGETDURATION:1',
    '#EXTINF:0.6,',
    'h264.ts',
    '#EXTINF:0.6,',
    'mpeg2.ts',
    '#EXT-X-ENDLIST',
  ),
  playlist(
    '#EXTM3U',
    '#EXT-X-TARGETDURATION:1',
    '#EXT-X-BYTERANGE:1880@0',
    '#EXTINF:0.3,',
    'h264.ts',
    '#EXT-X-ENDLIST',
  ),
  playlist(
    ...[
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-TARGETDURATION:1',
      '#EXT-X-MAP:URI="h264-fragments.mp4"',
      '#EXTINF:0.6,',
    ],
    ...['h264-fragments.mp4', '#EXT-X-DISCONTINUITY', '#EXTINF:0.6,', 'h264.ts', '#EXT-X-ENDLIST'],
  ),
  playlist('#EXTM3U', '#EXT-X-STREAM-INF:BANDWIDTH=100,RESOLUTION=48x36', 'original/list.m3u8'),
  playlist(
    ...[
      '#EXTM3U',
      '#EXT-X-TARGETDURATION:1',
      '#EXT-X-KEY:METHOD=AES-128,URI="key.bin",IV=0x00000000000000000000000000000001',
    ],
    ...['#EXTINF:0.6,', 'h264.ts', '#EXT-X-ENDLIST'],
  ),
];

/** A playlist that works, at /original/list.m3u8. */
export const original: Input = playlists[0] as Input;

const files = originals.map(({ bytes }) => bytes);
const texts = playlists.map(({ bytes }) => bytes);

/** Changes every file and playlist in turn: each tenth input is a playlist. */
export function changedInput(index: number, random: Random): Input {
  const isPlaylist = index % 10 === 9;
  const sources = isPlaylist ? playlists : originals;
  const turn = isPlaylist ? Math.floor(index / 10) : index - Math.floor(index / 10);
  const { name, bytes } = sources[turn % sources.length] as Input;
  return { name, bytes: mutate(bytes, random, isPlaylist ? texts : files) };
}
