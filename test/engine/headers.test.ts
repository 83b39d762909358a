import { readFileSync } from 'node:fs';
import { plan } from '@cliploop/core';
import { expect, test } from 'vitest';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { withoutVui } from '../fixtures/without-vui.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { animate, expectRefusal, probe } from '../support/engine.ts';

/** The bytes of an MP4 whose sample entry states this size. */
function withHeaderSize(path: string, codec: 'avc1' | 'hvc1', width: number, height: number): Buffer {
  const file = readFileSync(path);
  const entry = file.indexOf(codec);
  file.writeUInt16BE(width, entry + 28);
  file.writeUInt16BE(height, entry + 30);
  return file;
}

const clip = (codec: 'avc1' | 'hvc1'): Promise<string> =>
  cached(`header-${codec}.mp4`, 1, async (draft) => {
    const args = codec === 'avc1' ? codecs.h264(15) : [...codecs.hevc(15), '-tag:v', 'hvc1'];
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=15:d=1', ...args, '-pix_fmt', 'yuv420p', draft]);
  });

test.each(['avc1', 'hvc1'] as const)(
  'counts the memory of the real size when the header states a smaller one (%s)',
  async (codec) => {
    const input = withHeaderSize(await clip(codec), codec, 16, 16);
    const limits = { maxMemory: 9e6 };
    await expectRefusal(animate({ input, width: 64, limits }), 'LIMIT_MEMORY');
    await expectRefusal(plan({ input, width: 64, limits }), 'LIMIT_MEMORY');
    expect((await plan({ input, width: 64 })).source).toMatchObject({ width: 1280, height: 720 });
  },
);

test.each(['avc1', 'hvc1'] as const)('reads a video whose header states too large a size (%s)', async (codec) => {
  const input = withHeaderSize(await clip(codec), codec, 60_000, 60_000);
  expect((await probe(input)).video).toMatchObject([{ width: 1280, height: 720 }]);
  expect((await animate({ input, width: 64 })).frames).toBe(15);
  expect((await plan({ input, width: 64 })).frames).toBe(15);
});

test.each([false, true])(
  'keeps all frames of H.264 that does not state its reordering (fragmented: %s)',
  async (fragmented) => {
    const args = [...codecs.h264(25), '-profile:v', 'high', '-x264-params', 'bframes=3:b-pyramid=normal:b-adapt=0'];
    const path = await numbered(`no-vui-${fragmented}`, {
      container: 'mp4',
      rate: '25',
      frames: 50,
      args: [...args, ...(fragmented ? ['-movflags', 'frag_keyframe+empty_moov'] : [])],
    });
    const input = withoutVui(readFileSync(path));
    const made = await Promise.all([1, 4].map((threads) => animate({ input, fps: 25, width: 96, threads })));
    expect(made.map(({ frames }) => frames)).toEqual([50, 50]);
    expect(made[0]?.md5).toBe(made[1]?.md5);
  },
);
