import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { JobChild } from '../support/job-child.ts';
import { tempDir } from '../support/temp.ts';

const child = new JobChild();
afterAll(() => child.close());

const kinds: Record<string, string[]> = {
  'a.mp4': ['-c:v', 'libx264', '-c:a', 'aac'],
  'fragmented.mp4': ['-c:v', 'libx264', '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov'],
  'a.mov': ['-c:v', 'png', '-c:a', 'pcm_s16le'],
  'a.mkv': ['-c:v', 'libx264', '-c:a', 'aac'],
  'a.webm': ['-c:v', 'libvpx', '-c:a', 'libopus'],
  'a.avi': ['-c:v', 'mpeg4', '-c:a', 'mp2'],
  'raw.avi': ['-c:v', 'rawvideo', '-c:a', 'pcm_s16le'],
  'a.flv': ['-c:v', 'flv', '-c:a', 'aac'],
  'a.ts': ['-c:v', 'mpeg2video', '-c:a', 'mp2'],
  'a.mpg': ['-c:v', 'mpeg1video', '-c:a', 'mp2', '-r', '25'],
  'a.ogv': ['-c:v', 'libtheora', '-c:a', 'libvorbis'],
  'a.wmv': ['-c:v', 'wmv2', '-c:a', 'wmav2'],
  'a.mxf': ['-c:v', 'mpeg2video', '-c:a', 'pcm_s16le', '-ar', '48000', '-r', '25'],
  'a.gif': ['-map', '-0:a'],
  'a.apng': ['-map', '-0:a'],
  'a.png': ['-map', '-0:a', '-frames:v', '1'],
  'a.wav': ['-map', '-0:v'],
};

const make = (name: string, args: string[]): Promise<string> =>
  cached(`mutations-${name}`, args, async (draft) => {
    const source = 'testsrc2=s=128x96:r=10:d=1[out0];sine=d=1[out1]';
    await ffmpeg(['-f', 'lavfi', '-i', source, '-map', '0', '-pix_fmt', 'yuv420p', ...args, draft]);
  });

/** Numbers from 0 to 1, the same on every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const extremes = [
  [255, 255, 255, 255],
  [127, 255, 255, 255],
  [0, 255, 255, 255],
  [4, 0, 0, 0],
  [0, 0, 255, 127],
];

/** Changes a few bytes or numbers of the header. */
function mutate(bytes: Buffer, random: () => number): void {
  const header = bytes.lastIndexOf('moov');
  const [first, last] = header > 0 && random() < 0.7 ? [header, bytes.length] : [0, random() < 0.5 ? 300 : 3000];
  const count = 1 + Math.floor(random() * 6);
  for (let i = 0; i < count; ++i) {
    const at = first + Math.floor(random() * (Math.min(last, bytes.length) - first - 4));
    const kind = random();
    if (kind < 0.4) bytes[at] = Math.floor(random() * 256);
    else if (kind < 0.6) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    else bytes.set(extremes[Math.floor(random() * extremes.length)] ?? [], at);
  }
}

test.each(Object.entries(kinds))(
  'answers within 400 MB, and with an error of the input, for changed headers of %s',
  { timeout: 120_000 },
  async (name, args) => {
    const original = readFileSync(await make(name, args));
    const random = randomFrom(7);
    for (let round = 0; round < 20; ++round) {
      const bytes = Buffer.from(original);
      mutate(bytes, random);
      const input = join(tempDir(), `${round}-${name}`);
      writeFileSync(input, bytes);
      const outcome = await child.animate({ input, format: 'gif', fps: 5, width: 64 }, 20_000);
      expect(['ok', 'refused']).toContain(outcome.kind);
      if (outcome.kind === 'ok' || outcome.kind === 'refused') expect(outcome.peakRss).toBeLessThan(400 * 2 ** 20);
      if (outcome.kind === 'refused') {
        expect(['OUT_OF_MEMORY', 'INTERNAL', 'ENCODE_FAILED', 'TIMEOUT']).not.toContain(outcome.code);
      }
    }
  },
);
