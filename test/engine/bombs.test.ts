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
import { JobChild } from '../support/job-child.ts';
import { tempDir } from '../support/temp.ts';

const MAX_RSS = 400 * 2 ** 20;
const MAX_MS = 2000;
/** Codes for an input that is refused. A fault of cliploop would be OUT_OF_MEMORY or INTERNAL. */
const inputCodes = ['INPUT_NOT_MEDIA', 'NO_VIDEO', 'DECODER_MISSING', 'DECODE_FAILED', 'LIMIT_PIXELS'];

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

// Other load on the machine can delay the answer, so that one good run of three is enough.
describe('small files that claim too much', { retry: 2 }, () => {
  test.each(Object.entries(bombs))('answers in time and with little memory for %s', async (_, make) => {
    const input = join(tempDir(), 'bomb');
    writeFileSync(input, make());
    for (const call of ['probe', 'animate'] as const) {
      const child = new JobChild();
      try {
        await child.probe('/dev/null'); // loads the engine
        const outcome = call === 'probe' ? await child.probe(input) : await child.animate({ input, format: 'gif' });
        expect(['ok', 'refused']).toContain(outcome.kind);
        if (outcome.kind !== 'ok' && outcome.kind !== 'refused') return;
        expect(outcome.peakRss).toBeLessThan(MAX_RSS);
        expect(outcome.ms).toBeLessThan(MAX_MS);
        if (outcome.kind === 'refused') expect(inputCodes).toContain(outcome.code);
      } finally {
        child.close();
      }
    }
  });
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
