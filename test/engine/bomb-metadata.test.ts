// cspell:ignore xiph
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  animatedWebp,
  apng,
  apngWith,
  apngWithLater,
  avif,
  compressedHeader,
  flacCover,
  jpeg,
  jpegExif,
  jpegIcc,
  matroska,
  matroskaAttachment,
  matroskaLace,
  matroskaText,
  mp3Cover,
  mp4,
  mp4Cover,
  png,
  pngWith,
  uniform,
  withCompressedHeader,
} from '../fixtures/bombs.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { expectAnswerInTime } from '../support/bomb-check.ts';
import { cached } from '../support/cache.ts';
import { animate } from '../support/engine.ts';

const GB = 2 ** 30;
const large = png(15_360, 15_360);
const small = jpeg(64, 64);
const vp8 = { codec: 'V_VP8', data: Buffer.alloc(8) };
const subtitles = { codec: 'S_TEXT/UTF8', kind: 17, data: Buffer.alloc(8) };
const joined = (count: number, one: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => one));
const ones = Buffer.alloc(255 + 16, 255);

const laced = (kind: 'xiph' | 'ebml' | 'fixed', blocks: number, data: Buffer): Buffer =>
  matroska([vp8], undefined, joined(blocks, matroskaLace(kind, data)));

const files: Record<string, () => Buffer> = {
  'a PNG with a zTXt chunk of 2 GB': () => pngWith('zTXt', 2 * GB - 2 ** 20),
  'a PNG with an iTXt chunk of 2 GB': () => pngWith('iTXt', 2 * GB - 2 ** 20),
  'a PNG with a color profile of 2 GB': () => pngWith('iCCP', 2 * GB - 2 ** 20),
  'the beginning of an APNG of 15360x15360': () => apng(15_360, 15_360, 1).subarray(0, 5000),
  'an APNG with a color profile of 2 GB': () => apngWith('iCCP', 2 * GB - 2 ** 20),
  'an APNG with a zTXt chunk of 2 GB': () => apngWith('zTXt', 2 * GB - 2 ** 20),
  'an APNG with a zTXt chunk of 2 GB between its frames': () => apngWithLater('zTXt', 2 * GB - 2 ** 20),
  'an APNG with 20 color profiles of 120 MB between its frames': () => apngWithLater('iCCP', 120 * 2 ** 20, 20),
  'a JPEG with a color profile of 16 MB': () => jpegIcc(small, 255),
  'a JPEG with a color profile that lacks its end': () => jpegIcc(small, 100),
  'a JPEG with EXIF values of 4 GB': () => jpegExif(small, 5000),
  'an MP3 with a cover of 15360x15360': () => mp3Cover(large),
  'an MP3 with a cover of 256 MB': () => mp3Cover(large.subarray(0, 4000), 0x0fffff00),
  'a FLAC with a cover of 15360x15360': () => flacCover(large),
  'a QuickTime file with 80 million samples in a compressed header': () =>
    withCompressedHeader(mp4([uniform(80_000_000, 1)])),
  'a QuickTime file with a compressed header of 2 GB': () => compressedHeader(2 * GB - 2 ** 20),
  'an MP4 with a cover of 15360x15360': () => mp4([{}], 'png ', 64, mp4Cover(large)),
  'a Matroska file with a cover of 15360x15360': () =>
    matroska([vp8], matroskaAttachment(large.length, 'image/png', large)),
  'a Matroska file with 40 covers of 15360x15360': () =>
    matroska([vp8], joined(40, matroskaAttachment(large.length, 'image/png', large))),
  'a WebP animation of 16384x16384': () => animatedWebp(16_384, 16_384, 3),
  'a WebP animation of 16777216x255': () => animatedWebp(2 ** 24, 255, 3),
  'a WebP animation of 100000 frames': () => animatedWebp(64, 64, 100_000),
  'an AVIF of 65535x65535': () => avif(65_535, 65_535),
  'an AVIF of 4294967295x4294967295': () => avif(2 ** 32 - 1, 2 ** 32 - 1),
  'a Matroska file with 10000 blocks of 256 frames in lacing of Xiph': () => laced('xiph', 10_000, ones),
  'a Matroska file with 10000 blocks of 256 frames in EBML lacing': () => laced('ebml', 10_000, ones),
  'a Matroska file with 10000 blocks of 256 empty frames in lacing of Xiph': () =>
    laced('xiph', 10_000, Buffer.alloc(255)),
  'a Matroska file with 10000 blocks of 256 empty frames in EBML lacing': () =>
    laced('ebml', 10_000, Buffer.alloc(255)),
  'a Matroska file with 50000 blocks of 256 empty frames': () => laced('fixed', 50_000, Buffer.alloc(0)),
  'a Matroska file with 50000 subtitles': () =>
    matroska([subtitles, vp8], undefined, joined(50_000, matroskaText('a', 1e9))),
  'a Matroska file with a subtitle header of 8 MB': () =>
    matroska([{ codec: 'S_TEXT/ASS', kind: 17, setup: Buffer.alloc(2 ** 23, 'a'), data: Buffer.alloc(8) }, vp8]),
};

// Other load on the machine can delay the answer, so that one good run of three is enough.
describe('small files with metadata that grows', { retry: 2 }, () => {
  test.each(Object.entries(files))('answers in time and with little memory for %s', async (_, make) => {
    await expectAnswerInTime(make());
  });
});

test('reads a QuickTime file whose header is compressed', async () => {
  const plain = await cached('compressed.mov', 1, async (draft) => {
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc=size=96x64:rate=10:duration=1', '-c:v', 'mpeg4', '-f', 'mov', draft]);
  });
  const input = withCompressedHeader(readFileSync(plain));
  expect(await animate({ input })).toMatchObject({ frames: 10, duration: 1, warnings: [] });
});
