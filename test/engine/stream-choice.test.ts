import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { animate, expectRefusal, make, probe, warningCodes } from '../support/engine.ts';

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const mpeg2 = ['-c:v', 'mpeg2video'];
const jpeg = ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'];
const source = (size: string, rate: string, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`],
];

interface Part {
  codec: readonly string[];
  size: string;
  rate?: string;
  seconds?: number;
  /** Start in the file, s. */
  at?: number;
}

const video: Part = { codec: h264, size: '160x90' };
const still: Part = { codec: jpeg, size: '320x180', rate: '1', seconds: 1 };

/** A file with several video streams in this order. */
function joined(extension: string, parts: readonly Part[], flags: readonly string[] = []): Promise<string> {
  return cached(`streams.${extension}`, [parts, flags, 3], async (draft) => {
    const pieces = await Promise.all(
      parts.map(({ codec, size, rate = '25', seconds = 2 }) =>
        cached('stream.nut', [codec, size, rate, seconds], async (piece) => {
          await ffmpeg([...source(size, rate, seconds), ...codec, piece]);
        }),
      ),
    );
    const inputs = pieces.flatMap((piece, i) => ['-itsoffset', String(parts[i]?.at ?? 0), '-i', piece]);
    const maps = pieces.flatMap((_, i) => ['-map', String(i)]);
    await ffmpeg([...inputs, ...maps, '-c', 'copy', ...flags, draft]);
  });
}

describe('a still beside a video', () => {
  test.each<[string, string, Part[], string[]?]>([
    ['JPEG picture first in Matroska', 'mkv', [still, video]],
    ['JPEG picture last in Matroska', 'mkv', [video, still]],
    ['JPEG picture in the middle of the file', 'mkv', [{ ...still, at: 1 }, video]],
    ['H.264 picture in MP4', 'mp4', [{ ...still, codec: h264 }, video]],
    [
      'H.264 picture in fragmented MP4',
      'mp4',
      [{ ...still, codec: h264 }, video],
      ['-movflags', 'frag_keyframe+empty_moov'],
    ],
    ['JPEG picture in MOV', 'mov', [still, video]],
    ['slow JPEG pictures in MP4', 'mp4', [{ ...still, seconds: 2 }, video]],
    ['slow JPEG pictures in Matroska', 'mkv', [{ ...still, seconds: 2 }, video]],
    [
      'VP8 preview in WebM',
      'webm',
      [
        { ...still, codec: ['-c:v', 'libvpx'] },
        { ...video, codec: ['-c:v', 'libvpx'] },
      ],
    ],
    [
      'MPEG-2 picture in MPEG-TS',
      'ts',
      [
        { ...still, codec: mpeg2 },
        { ...video, codec: mpeg2 },
      ],
    ],
    ['H.264 picture in MPEG-TS', 'ts', [{ ...still, codec: h264 }, video]],
    ['JPEG picture in AVI', 'avi', [still, { ...video, codec: jpeg }]],
    ['PNG picture in NUT', 'nut', [{ ...still, codec: ['-c:v', 'png'] }, video]],
    [
      'WMV picture in ASF',
      'asf',
      [
        { ...still, codec: ['-c:v', 'wmv2'] },
        { ...video, codec: ['-c:v', 'wmv2'] },
      ],
    ],
    [
      'Theora picture in Ogg',
      'ogv',
      [
        { ...still, codec: ['-c:v', 'libtheora'] },
        { ...video, codec: ['-c:v', 'libtheora'] },
      ],
    ],
    [
      'default picture beside a video that is not',
      'mkv',
      [still, video],
      ['-disposition:0', 'default', '-disposition:1', '0'],
    ],
    ['four pictures of a phone', 'mp4', [{ codec: h264, size: '640x360', rate: '2' }, video]],
  ])('is not shown: %s', async (_, extension, parts, flags) => {
    const input = await joined(extension, parts, flags);
    const expected = parts.indexOf(parts.find(({ size }) => size === '160x90') ?? video);
    const { result } = await make({ input, fps: 10 });
    expect(result).toMatchObject({ width: 160, height: 90, source: { stream: expected, streamReason: 'moving' } });
    expect(result.frames).toBeGreaterThan(15);
    expect(warningCodes(result)).toEqual([]);
    const probed = await probe(input);
    expect(probed.video.find(({ selected }) => selected)?.index).toBe(expected);
    expect(Math.abs((probed.duration ?? 0) - 2)).toBeLessThan(0.1);
  });

  test('is not shown when the file is read once', async () => {
    const input = Readable.from([readFileSync(await joined('mkv', [still, video]))]);
    expect((await make({ input, fps: 10 })).result).toMatchObject({ width: 160, source: { stream: 1 } });
  });

  test('is shown when it is the only stream', async () => {
    const { result } = await make({ input: await joined('mkv', [still]) });
    expect(result).toMatchObject({ width: 320, frames: 1 });
    expect(result.source.streamReason).toBeUndefined();
  });

  test('is shown when it is requested', async () => {
    const { result } = await make({ input: await joined('mkv', [still, video]), stream: 0 });
    expect(result).toMatchObject({ width: 320, frames: 1, source: { stream: 0, streamReason: 'index' } });
  });
});

const two = [video, { ...video, size: '320x180' }];
const languages = ['-metadata:s:v:0', 'language=deu', '-metadata:s:v:1', 'language=fre'];

describe('a choice between videos', () => {
  test.each<[string, string[], object]>([
    ['the default', ['-disposition:0', 'default', '-disposition:1', '0'], { stream: 0, streamReason: 'default' }],
    ['the larger one', ['-disposition:0', 'default', '-disposition:1', 'default'], { stream: 1, streamReason: 'size' }],
  ])('takes %s, and says so', async (_, flags, chosen) => {
    const { result } = await make({ input: await joined('mkv', two, flags), fps: 10 });
    expect(result.source).toMatchObject(chosen);
    expect(result.warnings).toMatchObject([
      { code: 'STREAM_CHOSEN', data: { stream: result.source.stream, streams: 2 } },
    ]);
  });

  test('takes the first of equal videos', async () => {
    const { result } = await make({
      input: await joined('mkv', [video, video], ['-disposition:0', 'default', '-disposition:1', 'default']),
      fps: 10,
    });
    expect(result.source).toMatchObject({ stream: 0, streamReason: 'first' });
  });

  test('takes the larger of two programs of MPEG-TS', async () => {
    const parts = two.map((part) => ({ ...part, codec: mpeg2 }));
    const input = await joined('ts', parts, ['-program', 'title=a:st=0', '-program', 'title=b:st=1']);
    const { result } = await make({ input, fps: 10 });
    expect(result).toMatchObject({ width: 320, source: { stream: 1, streamReason: 'size' } });
  });

  test('takes the enabled track of MOV', async () => {
    const input = readFileSync(await joined('mov', two));
    // The flags of the second track header: in the movie and in the preview, but not enabled.
    const second = input.indexOf('tkhd', input.indexOf('tkhd') + 4);
    input.writeUInt32BE(6, second + 4);
    const { result } = await make({ input, fps: 10 });
    expect(result).toMatchObject({ width: 160, source: { stream: 0, streamReason: 'default' } });
  });

  test.each(['mkv', 'mp4'])('takes the stream of a language in %s', async (extension) => {
    const input = await joined(extension, two, languages);
    for (const [stream, index] of [
      ['deu', 0],
      ['de', 0],
      ['GER', 0],
      ['fr', 1],
      ['fra', 1],
      ['fr-CA', 1],
    ] as const) {
      const result = await animate({ input, stream, duration: 0.2 });
      expect(result.source).toMatchObject({ stream: index, streamReason: 'language' });
      expect(warningCodes(result)).toEqual([]);
    }
    expect((await probe(input)).video).toMatchObject([{ language: 'deu' }, { language: 'fre' }]);
  });

  test.each([
    [1, 1],
    ['1', 1],
    ['0:1', 1],
    [0, 0],
  ])('takes stream %o', async (stream, index) => {
    const result = await animate({ input: await joined('mkv', two, languages), stream, start: -0.5 });
    expect(result.source).toMatchObject({ stream: index, streamReason: 'index' });
    expect(result.duration).toBeCloseTo(0.5, 1);
  });

  test('rejects streams that are not there, with a list of those that are', async () => {
    const input = await joined('mkv', two, languages);
    await expectRefusal(animate({ input, stream: 7 }), 'INVALID_OPTION');
    await expect(animate({ input, stream: 7 })).rejects.toThrow(
      'The input has no stream 7, which stream requests. Its video streams are 0 (h264, 160x90, deu) and 1 (h264, 320x180, fre)',
    );
    await expect(animate({ input, stream: 'en' })).rejects.toThrow('No video stream has the language en');
  });

  test('rejects audio and cover art', async () => {
    const input = await cached('audio-and-cover.mp4', 1, async (draft) => {
      const picture = await cached('cover.jpg', 1, (file) =>
        ffmpeg([...source('64x64', '1', 1), '-frames:v', '1', file]).then(),
      );
      const streams = ['-map', '0', '-map', '1', '-map', '2', '-c:v:1', 'mjpeg', '-disposition:v:1', 'attached_pic'];
      await ffmpeg([...source('160x90', '25', 1), '-f', 'lavfi', '-i', 'sine=d=1', '-i', picture, ...streams, draft]);
    });
    await expect(animate({ input, stream: 1 })).rejects.toThrow(
      /stream 1 is audio, not video\. Its only video stream is 0/,
    );
    await expect(animate({ input, stream: 2 })).rejects.toThrow(/stream 2 is a picture, such as cover art/);
  });
});
