import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ffmpeg } from '../oracle/tools.ts';
import { box } from '../support/boxes.ts';
import { cached } from '../support/cache.ts';
import { animate, probe, warningCodes } from '../support/engine.ts';

const video = async (kind: 'mp4' | 'mov', ...args: string[]): Promise<Buffer> => {
  const path = await cached(`motion.${kind}`, [args, 1], async (draft) => {
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=96x64:rate=10:duration=2', '-pix_fmt', 'yuv420p'];
    await ffmpeg([...source, ...args, draft]);
  });
  return readFileSync(path);
};

/** A JPEG of 320x240 pixels of noise, with these bytes in an APP1 segment. */
async function picture(metadata = ''): Promise<Buffer> {
  const noise = Buffer.from(Array.from({ length: 320 * 240 * 3 }, (_, i) => Math.imul(i + 1, 2_654_435_761) >>> 24));
  const jpeg = await sharp(noise, { raw: { width: 320, height: 240, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
  if (metadata === '') return jpeg;
  const text = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${metadata}`, 'latin1');
  const head = Buffer.from([0xff, 0xe1, (text.length + 2) >> 8, (text.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)]);
}

const noise = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => Math.imul(i + 7, 2_246_822_519) >>> 24));

/** The boxes of an HEIC picture, with noise for the picture. */
const heic = (): Buffer =>
  Buffer.concat([
    box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1')),
    box('meta', noise(300)),
    box('mdat', noise(9000)),
  ]);

const photos: [string, () => Promise<Buffer>][] = [
  [
    'a MotionPhoto of Google',
    async () => {
      const clip = await video('mp4');
      const item = `<Container:Item Item:Mime="video/mp4" Item:Semantic="MotionPhoto" Item:Length="${clip.length}"/>`;
      return Buffer.concat([await picture(`<x:xmpmeta GCamera:MotionPhoto="1">${item}</x:xmpmeta>`), clip]);
    },
  ],
  [
    'a MicroVideo whose offset is wrong',
    async () =>
      Buffer.concat([
        await picture('<x:xmpmeta GCamera:MicroVideoOffset="17"/>'),
        await video('mp4', '-movflags', '+faststart'),
      ]),
  ],
  [
    'a motion photo of Samsung',
    async () => {
      const marker = Buffer.from('\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data', 'latin1');
      const trailer = Buffer.from('SEFH\x6a\0\0\0\x01\0\0\0\0\0\x30\x0a\x18\0\0\0SEFT', 'latin1');
      return Buffer.concat([await picture(), noise(5000), marker, await video('mp4'), trailer]);
    },
  ],
  [
    'a QuickTime video behind a second picture',
    async () => Buffer.concat([await picture(), await picture(), await video('mov')]),
  ],
  ['a video far behind the picture', async () => Buffer.concat([await picture(), noise(700_001), await video('mp4')])],
  [
    'a fragmented video',
    async () => Buffer.concat([await picture(), await video('mp4', '-movflags', 'frag_keyframe+empty_moov')]),
  ],
  ['an HEIC with the box mpvd', async () => Buffer.concat([heic(), box('mpvd', await video('mp4'))])],
  ['an HEIC with an MP4 behind it', async () => Buffer.concat([heic(), await video('mp4')])],
  [
    'an HEIC with a fast-start MP4 behind other boxes',
    async () => Buffer.concat([heic(), box('free', noise(500)), await video('mp4', '-movflags', '+faststart')]),
  ],
  [
    'an HEIC of Samsung with a marker before the video',
    async () => {
      const marker = Buffer.from('\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data', 'latin1');
      return Buffer.concat([heic(), marker, await video('mp4')]);
    },
  ],
];

describe('a motion photo', () => {
  test.each(photos)('shows the video of %s', async (_, make) => {
    const bytes = await make();
    for (const input of [bytes, Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)])]) {
      const result = await animate({ input, start: 0.5 });
      expect(result).toMatchObject({ width: 96, height: 64, frames: 15, start: 0.5, end: 2, warnings: [] });
    }
    expect(await probe(bytes)).toMatchObject({
      duration: 2,
      size: bytes.length,
      video: [{ codec: 'h264', width: 96 }],
    });
    expect(await animate({ input: bytes, start: -0.5 })).toMatchObject({ frames: 5, end: 2 });
  });

  test('shows the same as the video alone', async () => {
    const [, make] = photos[0] ?? ['', () => picture()];
    expect((await animate({ input: await make() })).data).toEqual((await animate({ input: await video('mp4') })).data);
  });
});

describe('a JPEG without a video', () => {
  test.each([
    ['alone', async () => picture()],
    [
      'with a smaller picture behind it (MPF)',
      async () => {
        const first = await picture();
        const mpf = Buffer.from('\xff\xe2\0\x0cMPF\0MM\0*\0\0', 'latin1');
        return Buffer.concat([
          first.subarray(0, 2),
          mpf,
          first.subarray(2),
          await sharp(await picture())
            .resize(160)
            .jpeg()
            .toBuffer(),
        ]);
      },
    ],
    ['with noise behind it', async () => Buffer.concat([await picture(), noise(600_000)])],
    [
      'with a word of a video behind it',
      async () =>
        Buffer.concat([await picture(), Buffer.from('\0\0\0\x18ftypisom but no video', 'latin1'), noise(5000)]),
    ],
    [
      'that says that it has a video',
      async () => picture('<x:xmpmeta GCamera:MotionPhoto="1" GCamera:MicroVideoOffset="5000"/>'),
    ],
  ])('is a still %s, and says so', async (_, make) => {
    const result = await animate({ input: await make() });
    expect(result).toMatchObject({ width: 320, height: 240, frames: 1 });
    expect(warningCodes(result)).toEqual(['STILL_IMAGE']);
  });
});

describe('a picture whose video is damaged', () => {
  test.each([
    ['has no index', (clip: Buffer) => clip.subarray(0, 200)],
    ['is only zeros after its beginning', (clip: Buffer) => Buffer.concat([clip.subarray(0, 60), Buffer.alloc(3000)])],
    ['has an index, but no frames', (_: Buffer, fast: Buffer) => fast.subarray(0, fast.indexOf('mdat') + 4)],
  ])('is a still, and says so: the video %s', async (_, damage) => {
    const clip = damage(await video('mp4'), await video('mp4', '-movflags', '+faststart'));
    const bytes = Buffer.concat([await picture('<x:xmpmeta GCamera:MicroVideo="1"/>'), clip]);
    const { data } = await animate({ input: await picture('<x:xmpmeta GCamera:MicroVideo="1"/>') });
    const warnings = [
      {
        code: 'STILL_IMAGE',
        message: 'The input is a single picture, not a video. The video behind the picture is damaged.',
      },
    ];
    for (const input of [bytes, Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)])]) {
      const result = await animate({ input });
      expect(result).toMatchObject({ width: 320, height: 240, frames: 1, warnings });
      expect(result.data).toEqual(data);
    }
    expect(await probe(bytes)).toMatchObject({ size: bytes.length, video: [{ width: 320 }], warnings });
    // The end of this segment is before that of the picture, so it is not known that there is only one.
    const [part] = (await animate({ input: bytes, duration: 0.02 })).warnings;
    expect(part?.code).toBe('STILL_IMAGE');
    expect(part?.message).toContain('The video behind the picture is damaged.');
  });

  test.each([
    ['behind it', (clip: Buffer) => clip],
    ['in the box mpvd', (clip: Buffer) => box('mpvd', clip)],
  ])('is a still also when it is an AVIF with the video %s', async (_, wrap) => {
    const path = await cached('still.avif', 1, async (draft) => {
      const source = ['-f', 'lavfi', '-i', 'testsrc=size=128x96', '-frames:v', '1'];
      await ffmpeg([...source, '-c:v', 'libaom-av1', '-still-picture', '1', '-f', 'avif', draft]);
    });
    const still = readFileSync(path);
    const result = await animate({ input: Buffer.concat([still, wrap((await video('mp4')).subarray(0, 200))]) });
    expect(result).toMatchObject({ width: 128, frames: 1 });
    expect(result.data).toEqual((await animate({ input: still })).data);
    expect(warningCodes(result)).toEqual(['STILL_IMAGE']);
  });

  test('shows the frames that are there', async () => {
    const clip = await video('mp4', '-movflags', '+faststart');
    const bytes = Buffer.concat([await picture(), clip.subarray(0, clip.length * 0.7)]);
    const result = await animate({ input: bytes });
    expect(result.width).toBe(96);
    expect(result.frames).toBeGreaterThan(1);
    expect(warningCodes(result)).toContain('INPUT_TRUNCATED');
  });
});

test('reads JPEG pictures one after the other as a video, with and without bytes between them', async () => {
  const pictures = await Promise.all([picture(), picture()]);
  for (const gap of [0, 1, 100]) {
    const stream = Buffer.concat(pictures.flatMap((one) => [one, Buffer.alloc(gap)]));
    expect(await animate({ input: stream, inputFps: 10, fps: 'source' })).toMatchObject({ duration: 0.2 });
  }
});
