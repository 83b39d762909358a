import { describe, expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { animate, expectRefusal, make, probe, warningCodes } from '../support/engine.ts';

/** A raw stream of 60 frames at 30 fps. */
const raw = (format: string, ...args: string[]): Promise<string> =>
  cached(`raw.${format}`, [args, 2], async (draft) => {
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=96x64:rate=30:duration=2', '-pix_fmt', 'yuv420p'];
    await ffmpeg([...source, ...args, '-f', format, draft]);
  });

/** Formats whose streams state no rate. */
const silent = {
  hevc: () =>
    raw('hevc', '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:vui-timing-info=0'),
  av1: () => raw('obu', '-c:v', 'libaom-av1', '-cpu-used', '8'),
  mjpeg: () => raw('mjpeg', '-c:v', 'mjpeg'),
  png: () => raw('image2pipe', '-c:v', 'png'),
};
/** Formats whose streams state 30 fps. */
const stating = {
  h264: () => raw('h264', '-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2'),
  'interlaced h264': () => raw('h264', '-c:v', 'libx264', '-flags', '+ildct+ilme'),
  hevc: () => raw('hevc', '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error'),
  mpeg4: () => raw('m4v', '-c:v', 'mpeg4', '-bf', '2'),
  mpeg2: () => raw('mpeg2video', '-c:v', 'mpeg2video', '-bf', '2'),
};
const kinds = (streams: object): [string, () => Promise<string>][] => Object.entries(streams);

describe('a raw stream', () => {
  test.each(kinds(silent))('of %s says that 25 fps are assumed', async (_, stream) => {
    const input = await stream();
    const result = await animate({ input });
    expect(result.warnings).toMatchObject([{ code: 'RATE_ASSUMED', data: { fps: 25 } }]);
    expect(result.duration).toBe(2.4);
    const found = await probe(input);
    expect(found.duration).toBe(2.4);
    expect(found.warnings).toMatchObject([{ code: 'RATE_ASSUMED', data: { fps: 25 } }]);
  });

  test.each(kinds(stating))('of %s has the rate that it states', async (_, stream) => {
    const result = await animate({ input: await stream() });
    expect(warningCodes(result)).not.toContain('RATE_ASSUMED');
    expect(result.duration).toBeCloseTo(2, 1);
  });

  test.each([...kinds(silent), ...kinds(stating)])('of %s has the rate of inputFps', async (_, stream) => {
    const input = await stream();
    for (const [inputFps, seconds] of [
      [30, 2],
      [60, 1],
      [10, 6],
      ['30000/1001', 2.002],
    ] as const) {
      const { result, animation } = await make({ input, inputFps, fps: 'source', format: 'webp' });
      expect(warningCodes(result)).not.toContain('RATE_ASSUMED');
      expect(result.source.duration).toBeCloseTo(seconds, 3);
      expect(animation.delays).toHaveLength(60);
      const even = (seconds * 1000) / 60;
      for (const delay of animation.delays) expect(Math.abs(delay - even)).toBeLessThanOrEqual(1);
      expect((await probe(input, { inputFps })).duration).toBeCloseTo(seconds, 3);
    }
  });

  test('of H.264 counts times from its end at the rate of inputFps', async () => {
    const input = await stating.h264();
    const { result } = await make({ input, inputFps: 10, start: -1.5 });
    expect(result).toMatchObject({ start: 4.5, end: 6, duration: 1.5, frames: 15 });
  });
});

test('refuses inputFps for an input with frame times, and rates out of range', async () => {
  const input = await cached('times.mp4', 1, async (draft) => {
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc=size=96x64:rate=30:duration=1', '-pix_fmt', 'yuv420p', draft]);
  });
  await expectRefusal(animate({ input, inputFps: 10 }), 'INVALID_OPTION');
  await expect(animate({ input, inputFps: 10 })).rejects.toThrow(/inputFps is only for raw streams/);
  for (const inputFps of [0, -1, 481, 'source', 'fast'])
    await expectRefusal(animate({ input, inputFps }), 'INVALID_OPTION');
});

test('says that a single picture is no video, and does not mention a rate', async () => {
  for (const codec of ['mjpeg', 'png', 'bmp']) {
    const picture = await cached(`still.${codec}`, 1, async (draft) => {
      await ffmpeg([
        '-f',
        'lavfi',
        '-i',
        'testsrc=size=96x64',
        '-frames:v',
        '1',
        '-c:v',
        codec,
        '-f',
        'image2pipe',
        draft,
      ]);
    });
    const result = await animate({ input: picture });
    expect(result.frames).toBe(1);
    expect(warningCodes(result)).toEqual(['STILL_IMAGE']);
  }
});

test.each([
  ['avif', '-c:v', 'libaom-av1', '-still-picture', '1'],
  ['gif', '-c:v', 'gif'],
  ['webp', '-c:v', 'libwebp'],
] as const)('says that a picture in a format for animations is no video (%s)', async (format, ...codec) => {
  const picture = await cached(`single.${format}`, 1, async (draft) => {
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc=size=96x64', '-frames:v', '1', ...codec, '-f', format, draft]);
  });
  const result = await animate({ input: picture });
  expect(result.frames).toBe(1);
  expect(warningCodes(result)).toEqual(['STILL_IMAGE']);
});

describeWithMedia('a stream of a camera board', () => {
  test('has no usable rate, which inputFps replaces', async () => {
    const input = media.fault('rpicam-1000k.h264');
    expect(await animate({ input })).toMatchObject({ duration: 2.4, warnings: [{ code: 'RATE_ASSUMED' }] });
    expect(await animate({ input, inputFps: 30 })).toMatchObject({ duration: 2, frames: 30, warnings: [] });
  });
});
