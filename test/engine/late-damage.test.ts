import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { countedFile } from '../support/counted-file.ts';
import { type AnimateOptions, animate, warningCodes } from '../support/engine.ts';
import { FileServer } from '../support/file-server.ts';
import { output } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

/** 40 seconds with a key frame every second, in several megabytes. */
const FRAMES = 1000;
const segment = { start: 36, duration: 2, fps: 25, width: 80, threads: 2 } as const;

const encoders: Record<string, string[]> = {
  'H.264': [...codecs.h264(25), '-qp', '2'],
  HEVC: ['-c:v', 'libx265', '-preset', 'ultrafast', '-g', '25', '-x265-params', 'log-level=error:qp=2:keyint=25'],
  'MPEG-2': ['-c:v', 'mpeg2video', '-qmin', '1', '-q:v', '1', '-g', '25', '-bf', '2', '-b:v', '4M'],
};
const containers: [name: string, container: string, args: string[]][] = [
  // Larger than the files that are read whole, over HTTP, because they may be joined.
  ['MPEG-TS', 'ts', ['-muxrate', '3M']],
  ['Matroska', 'mkv', []],
  ['MP4', 'mp4', []],
];
const cases = Object.keys(encoders).flatMap((codec) =>
  containers.map(([name, container, args]) => [codec, name, container, args] as const),
);

/** The video of a codec, which is encoded once, in a container. */
async function sourceOf(codec: string, container: string, args: readonly string[]): Promise<string> {
  const spec = { container: 'mkv', rate: '25', frames: FRAMES, args: encoders[codec] ?? [] };
  const video = await numbered(`late-damage-${codec}`, spec);
  if (container === 'mkv') return video;
  return cached(`late-damage-${codec}.${container}`, [video, args], async (draft) => {
    await ffmpeg(['-i', video, '-c', 'copy', ...args, draft]);
  });
}

/** Where the packets of the video are in the file. */
async function packets(input: string): Promise<{ at: number; size: number }[]> {
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pos,size', '-of', 'json', input];
  const { packets } = JSON.parse((await output('ffprobe', args)).toString()) as {
    packets: { pos: string; size: string }[];
  };
  return packets.map(({ pos, size }) => ({ at: Number(pos), size: Number(size) }));
}

/** Writes a copy with damage before the segment, in its first key frame, and inside it. */
async function damageLate(input: string): Promise<string> {
  const bytes = readFileSync(input);
  const all = await packets(input);
  for (const index of [880, 900, 905, 922]) {
    const { at, size } = all[index] ?? { at: 0, size: 0 };
    const header = { '.ts': 20, '.mkv': 4 }[extname(input)] ?? 0;
    if (index === 900) bytes.fill(0x5a, at + Math.floor(size / 2), at + Math.floor(size / 2) + 60);
    else bytes.fill(0x5a, at + header, at + size);
  }
  const path = join(tempDir(), `late${extname(input)}`);
  writeFileSync(path, bytes);
  return path;
}

/** The bytes that this process reads from files meanwhile. */
async function bytesOfFiles(work: () => Promise<unknown>): Promise<number> {
  const read = (): number => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]);
  const before = read();
  await work();
  return read() - before;
}

/**
 * The result of a job with a range reader, and the bytes that it reads. A busy machine reads further ahead than the job needs, so
 * that the least of up to three jobs counts.
 */
async function leastRead<T>(path: string, job: (input: AnimateOptions['input']) => Promise<T>, enough: number) {
  let bytes = Number.POSITIVE_INFINITY;
  for (let round = 1; ; ++round) {
    const ranges = countedFile(path);
    const result = await job(ranges);
    bytes = Math.min(bytes, ranges.bytes);
    if (bytes < enough || round === 3) return { result, bytes };
  }
}

describe.each(cases)('damage late in a file: %s in %s', (codec, _, container, args) => {
  test('is decoded from near the segment, from every kind of input', async () => {
    const whole = await sourceOf(codec, container, args);
    const path = await damageLate(whole);
    const { size } = statSync(path);
    const job = (input: AnimateOptions['input']) => animate({ input, ...segment });

    const clean = countedFile(whole);
    await job(clean);
    const near = 0.15 * size + 200_000;
    const { result, bytes } = await leastRead(path, job, clean.bytes + near);
    expect(warningCodes(result)).toContain('DECODE_ERRORS');
    expect(warningCodes(result)).not.toContain('SEEK_FALLBACK');
    expect(result.duration).toBe(2);
    expect(bytes).toBeLessThan(clean.bytes + near);

    const server = await FileServer.open(path, { bytesPerMs: 20_000 });
    onTestFinished(() => server.close());
    // What the socket holds counts too.
    const most = clean.bytes + near + 1_000_000;
    let served = Number.POSITIVE_INFINITY;
    for (let round = 1; round <= 3 && served >= most; ++round) {
      const before = server.served;
      expect((await job(server.url)).md5).toBe(result.md5);
      served = Math.min(served, server.served - before);
    }
    expect(served).toBeLessThan(most);

    const local = await bytesOfFiles(async () => expect((await job(path)).md5).toBe(result.md5));
    // All packets of a small file that may be joined are read, twice when it is damaged, but not decoded.
    expect(local).toBeLessThan((await bytesOfFiles(() => job(whole))) * (container === 'ts' ? 2 : 1) + near);
  });
});
