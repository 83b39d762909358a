import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  apng,
  avi,
  bmp,
  box,
  claimed,
  flv,
  fragments,
  gif,
  h264,
  jpeg,
  type MatroskaTrack,
  matroska,
  matroskaAttachment,
  movieExtends,
  mp4,
  nested,
  png,
  shortPng,
  sorenson,
  tiff,
  transport,
  uniform,
  vfw,
  webp,
} from '../fixtures/bombs.ts';
import { expectAnswerInTime } from '../support/bomb-check.ts';
import { JobChild } from '../support/job-child.ts';
import { tempDir } from '../support/temp.ts';

const SIDE = 15_360;
const large = png(SIDE, SIDE);
const pngTrack = (side: number): MatroskaTrack => ({
  codec: 'V_MS/VFW/FOURCC',
  width: side,
  height: side,
  setup: vfw('MPNG', side, side),
  data: large,
});
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const empty = { stts: claimed(0), stsc: claimed(0), stsz: Buffer.alloc(8), stco: claimed(0) };
const fragmented = (samples: number, count: number, size: number): Buffer =>
  mp4([empty], 'png ', 64, movieExtends(), fragments(samples, count, size));

const tfhd = box('tfhd', Buffer.from([0, 2, 0, 0]), Buffer.from([0, 0, 0, 1]));
/** A run of samples that each have a size. */
const listed = (samples: number, present: number): Buffer =>
  box('trun', Buffer.from([0, 0, 2, 0]), claimed(samples), Buffer.alloc(4 * present));

const bombs: Record<string, () => Buffer> = {
  'a PNG of 15360x15360': () => large,
  'the beginning of a PNG of 15360x15360': () => shortPng(SIDE, SIDE),
  'a PNG of 20000x20000': () => shortPng(20_000, 20_000),
  'an APNG of 15360x15360': () => apng(SIDE, SIDE, 3),
  'a GIF of 65535x65535': () => gif(65_535, 65_535, 3),
  'a GIF of 16384x16384 with 500 frames': () => gif(16_384, 16_384, 500),
  'a JPEG of 65500x65500': () => jpeg(65_500, 65_500),
  'a BMP of 30000x30000': () => bmp(30_000, 30_000),
  'a TIFF of 60000x60000': () => tiff(60_000, 60_000),
  'a WebP of 16383x16383': () => webp(16_383, 16_383),
  'a Matroska file with four such PNG streams': () => matroska(many(4, pngTrack(SIDE))),
  'a Matroska file with four such PNG streams that claims 64x64': () => matroska(many(4, pngTrack(64))),
  'a Matroska file with 900 H.264 streams': () =>
    matroska(many(900, { codec: 'V_MPEG4/ISO/AVC', data: Buffer.alloc(8) })),
  'a Matroska file with 900 AV1 streams': () => matroska(many(900, { codec: 'V_AV1', data: Buffer.alloc(8) })),
  'a Matroska file with H.264 of 15360x15360': () => matroska([{ codec: 'V_MPEG4/ISO/AVC', data: h264(SIDE, 3) }]),
  'a Matroska file with an attachment of 1 GiB': () =>
    matroska([{ codec: 'V_VP8', data: Buffer.alloc(8) }], matroskaAttachment(2 ** 30)),
  'an MP4 that claims 80 million samples': () => mp4([uniform(80e6, 1)]),
  'an MP4 that claims 80 million samples in each of four tracks': () => mp4(many(4, uniform(80e6, 1))),
  'an MP4 that claims 80 million samples in a fragment': () => fragmented(80e6, 1, 1),
  'an MP4 that claims 80 million empty samples in a fragment': () => fragmented(80e6, 1, 0),
  'an MP4 that claims a million samples in each of 500 fragments': () => fragmented(1e6, 500, 1),
  'an MP4 with a sample group table of 4 GB': () =>
    mp4([{ more: box('sbgp', Buffer.alloc(4), Buffer.from('rap '), claimed(500e6)) }]),
  'an MP4 that lists 16 of 80 million samples of a fragment': () =>
    mp4([empty], 'png ', 64, movieExtends(), box('moof', box('traf', tfhd, listed(80e6, 16)))),
  'an MP4 with 900 tracks': () => mp4(many(900, {}), 'avc1'),
  'an MP4 with 20000 nested boxes': () => mp4([{}], 'png ', 64, nested(20_000)),
  ...Object.fromEntries(
    (['stts', 'ctts', 'stsc', 'stss', 'stco', 'elst'] as const).map((name) => [
      `an MP4 with a table ${name} of 100 million entries`,
      () => mp4([{ [name]: claimed(100e6) }]),
    ]),
  ),
  'an AVI with a PNG of 15360x15360': () => avi(64, 64, 'MPNG', 1, large),
  'an AVI with 90 streams of 8192x4320': () => avi(8192, 4320, 'ZMBV', 90, Buffer.alloc(64)),
  'H.264 of 15360x15360': () => h264(SIDE, 3),
  'an MPEG transport stream with eight H.264 streams of 15360x15360': () => transport(many(8, 0x1b), h264(SIDE, 3)),
  'an FLV with H.263 of 65535x65535': () => flv(2, sorenson(65_535, 65_535)),
};

const ASF = '3026b2758e66cf11a6d900aa0062ce6c';
const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const ones = (count: number): Buffer => Buffer.alloc(count, 255);

/** Headers of formats without fixtures of their own, with the largest sizes that they can state. */
const headers: Record<string, () => Buffer> = {
  'an ASF header of 4 GB': () =>
    Buffer.concat([bytesOf(`${ASF} 00000000 01000000 ffffff7f 0102`), bytesOf(ASF), ones(8), Buffer.alloc(4000)]),
  'an MXF file with a partition of 2 GB': () =>
    Buffer.concat([bytesOf('060e2b34 02050101 0d010201 01020400 88 000000007fffffff'), ones(4000)]),
  'an Ogg file with a Theora stream of 1048560x1048560': () => {
    const theora = Buffer.concat([
      bytesOf('80 7468656f7261 030201 ffff ffff ffffff ffffff 00 00'),
      bytesOf('00000019 00000001 000001 000001 00 000000 c0 00'),
    ]);
    const page = bytesOf('4f676753 00 02 0000000000000000 01000000 00000000 00000000 01');
    return Buffer.concat([page, Buffer.of(theora.length), theora, Buffer.alloc(4000)]);
  },
  'an ID3 tag of 256 MB before MP3': () => Buffer.concat([bytesOf('494433 0400 00 7f7f7f7f'), ones(4000)]),
  'a WAV with an id3 chunk of 2 GB': () =>
    Buffer.concat([bytesOf('52494646 ffffff7f 57415645 69643320 ffffff7f'), ones(4000)]),
  'a PPM of 30000x30000': () => Buffer.concat([Buffer.from('P6\n30000 30000\n255\n'), Buffer.alloc(4000)]),
  'a YUV4MPEG file of 30000x30000': () =>
    Buffer.concat([Buffer.from('YUV4MPEG2 W30000 H30000 F25:1 Ip C420jpeg\nFRAME\n'), Buffer.alloc(4000)]),
  'a SubRip file of one line of 8 MB': () =>
    Buffer.concat([Buffer.from('1\n00:00:00,000 --> 00:00:01,000\n'), Buffer.alloc(8 << 20, 'a')]),
};

// Other load on the machine can delay the answer, so that one good run of three is enough.
describe('small files that claim too much', { retry: 2 }, () => {
  test.each(Object.entries({ ...bombs, ...headers }))(
    'answers in time and with little memory for %s',
    async (_, make) => {
      await expectAnswerInTime(make());
    },
  );
});

test.each(['a PNG of 20000x20000', 'a GIF of 65535x65535', 'a JPEG of 65500x65500', 'a WebP of 16383x16383'])(
  'names the limit and the size for %s',
  async (name) => {
    const input = join(tempDir(), 'bomb');
    writeFileSync(input, bombs[name]?.() ?? '');
    const child = new JobChild();
    const outcome = await child.animate({ input, format: 'gif' });
    child.close();
    expect(outcome).toMatchObject({ kind: 'refused', code: 'LIMIT_PIXELS' });
    if (outcome.kind === 'refused') expect(outcome.message).toContain(/\d+x\d+/.exec(name)?.[0]);
  },
);

test.each([
  ['ends soon after timeoutMs', { timeoutMs: 300, maxPixels: 1e9, maxMemory: '16GiB' }],
  ['refuses what maxMemory does not allow', { maxPixels: 1e9 }],
])('%s for a picture of 15360x15360 within maxPixels', async (_, limits) => {
  const input = join(tempDir(), 'bomb');
  writeFileSync(input, large);
  const child = new JobChild();
  await child.probe('/dev/null');
  const outcome = await child.animate({ input, format: 'gif', limits });
  child.close();
  expect(outcome).toMatchObject({ kind: 'refused', code: 'timeoutMs' in limits ? 'TIMEOUT' : 'LIMIT_MEMORY' });
  if (outcome.kind !== 'refused') return;
  expect(outcome.ms).toBeLessThan(1300);
  if (outcome.code === 'TIMEOUT') expect(outcome.message).toContain('300 ms');
});
