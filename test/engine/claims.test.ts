import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { cached } from '../support/cache.ts';
import { type AnimateResult, make, probe, warningCodes } from '../support/engine.ts';

const FRAMES = 75;
const LENGTH = 3;

const clip = (name: string, container: string, args: readonly string[]): Promise<string> =>
  numbered(`claims-${name}`, { container, rate: '25', frames: FRAMES, args });

/** Returns a copy of the file with other bytes. */
function changed(path: string, name: string, change: (bytes: Buffer) => void): Promise<string> {
  return cached(name, [1, path], async (draft) => {
    const bytes = readFileSync(path);
    change(bytes);
    writeFileSync(draft, bytes);
  });
}

/** Sets the durations of mvhd, tkhd and mdhd (version 0) to this many seconds. */
function claimDuration(bytes: Buffer, seconds: number): void {
  const movie = bytes.indexOf('mvhd');
  const scale = bytes.readUInt32BE(movie + 16);
  bytes.writeUInt32BE(Math.round(seconds * scale), movie + 20);
  bytes.writeUInt32BE(Math.round(seconds * scale), bytes.indexOf('tkhd') + 24);
  const track = bytes.indexOf('mdhd');
  bytes.writeUInt32BE(Math.round(seconds * bytes.readUInt32BE(track + 16)), track + 20);
}

/** Sets the number after the name of a property in the metadata of FLV. */
function claimInMetadata(bytes: Buffer, property: string, value: number): void {
  const at = bytes.indexOf(property);
  expect(at).toBeGreaterThan(0);
  bytes.writeDoubleBE(value, at + property.length + 1);
}

/** Adds this many seconds to the decoding times of all fragments. */
function moveClock(bytes: Buffer, seconds: number): void {
  const scale = bytes.readUInt32BE(bytes.indexOf('mdhd') + 16);
  for (let at = bytes.indexOf('tfdt'); at >= 0; at = bytes.indexOf('tfdt', at + 4)) {
    expect(bytes[at + 4]).toBe(1);
    bytes.writeBigUInt64BE(bytes.readBigUInt64BE(at + 8) + BigInt(seconds * scale), at + 8);
  }
}

const avi = (name: string, args: readonly string[]) => clip(name, 'avi', args);
const files: Record<string, () => Promise<string>> = {
  'AVI with B-frames (MPEG-4)': () => avi('asp', [...codecs.mpeg4(10), '-bf', '2']),
  'AVI with B-frames (H.264)': () => avi('avc', codecs.h264(10)),
  'fragmented MP4 whose clock counts from 1970': async () =>
    changed(
      await clip('fragments', 'mp4', [...codecs.h264(10), '-movflags', 'cmaf+frag_keyframe+empty_moov']),
      'epoch.mp4',
      (bytes) => moveClock(bytes, 1_589_961_600),
    ),
  ...Object.fromEntries(
    [0.001, 1, 10, 30, 40_000].map((seconds) => [
      `MP4 whose header states ${seconds} s`,
      async () =>
        changed(await clip('plain', 'mp4', codecs.h264(10)), `stated-${seconds}.mp4`, (bytes) =>
          claimDuration(bytes, seconds),
        ),
    ]),
  ),
  ...Object.fromEntries(
    [0.001, 1, 30, 1_589_961_603].map((seconds) => [
      `FLV whose metadata state ${seconds} s`,
      async () =>
        changed(await clip('plain', 'flv', codecs.h264(10)), `stated-${seconds}.flv`, (bytes) =>
          claimInMetadata(bytes, 'duration', seconds),
        ),
    ]),
  ),
  'AVI whose header states 10 times the frames': async () =>
    changed(await avi('count', codecs.mjpeg()), 'count.avi', (bytes) => {
      bytes.writeUInt32LE(FRAMES * 10, bytes.indexOf('avih') + 24);
      bytes.writeUInt32LE(FRAMES * 10, bytes.indexOf('strh') + 40);
    }),
  'Matroska without a duration': () => clip('live', 'mkv', [...codecs.h264(10), '-live', '1']),
  'Matroska whose header states 1 ms': async () =>
    changed(await clip('plain', 'mkv', codecs.h264(10)), 'stated.mkv', (bytes) => {
      const at = bytes.indexOf(Buffer.from([0x44, 0x89, 0x88]));
      expect(at).toBeGreaterThan(0);
      bytes.writeDoubleBE(1, at + 3);
    }),
};

async function segment(input: string, start: number): Promise<{ numbers: number[]; result: AnimateResult }> {
  const { animation, result } = await make({ input, start, fps: 25, format: 'webp', quality: 85, width: HALF_WIDTH });
  const { width, height } = animation;
  return {
    numbers: animation.pictures.map((data) => readNumber({ data, width, height, channels: 4 })),
    result,
  };
}

test.each(Object.entries(files))('finds the real length of %s', async (_, make) => {
  const file = await make();
  expect((await probe(file)).duration).toBeCloseTo(LENGTH, 2);
  const late = await segment(file, -0.48);
  expect(late.numbers).toEqual(Array.from({ length: 12 }, (_unused, i) => FRAMES - 12 + i));
  expect(late.result.source.duration).toBeCloseTo(LENGTH, 2);
  const whole = await segment(file, 0);
  expect(whole.numbers).toHaveLength(FRAMES);
  expect(whole.result.source.duration).toBeCloseTo(LENGTH, 2);
});

/** The clock of these starts 8000 s late, and their header states the time of the end. */
const late: [name: string, container: string, args: readonly string[]][] = [
  ['WMV', 'wmv', ['-c:v', 'wmv2', '-q:v', '3', '-g', '10']],
  ['ASF with H.264', 'asf', codecs.h264(10)],
  ['NUT', 'nut', codecs.mpeg4(10)],
  ['WTV', 'wtv', ['-c:v', 'mpeg2video', '-q:v', '3', '-g', '10', '-pix_fmt', 'yuv420p']],
  ['Matroska', 'mkv', codecs.h264(10)],
  ['FLV', 'flv', codecs.h264(10)],
  ['MPEG-TS', 'ts', codecs.h264(10)],
];

test.each(late)('takes the length from the end and the start of the clock: %s', async (name, container, args) => {
  const file = await clip(`late-${name}`.replaceAll(' ', '-'), container, [...args, '-output_ts_offset', '8000']);
  const { duration, start, video, warnings } = await probe(file);
  expect(duration).toBeCloseTo(LENGTH, 2);
  expect(start).toBeGreaterThan(7999);
  expect(video[0]?.duration).toBeCloseTo(LENGTH, 2);
  expect(warnings).toEqual([]);
  for (const [from, first] of [
    [0, 0],
    [-0.48, FRAMES - 12],
  ] as const) {
    const { numbers, result } = await segment(file, from);
    expect(numbers).toEqual(Array.from({ length: FRAMES - first }, (_unused, i) => first + i));
    expect(warningCodes(result)).toEqual([]);
  }
  const { result } = await make({ input: file, duration: 0.4 });
  expect(result.source.duration).toBeCloseTo(LENGTH, 1);
});

test('reports a file as cut off whose clock starts late', async () => {
  const file = await clip('late-Matroska', 'mkv', [...codecs.h264(10), '-output_ts_offset', '8000']);
  const bytes = readFileSync(file);
  const { result } = await make({ input: bytes.subarray(0, bytes.length / 2) });
  expect(result.warnings.find(({ code }) => code === 'INPUT_TRUNCATED')?.message).toMatch(
    /ends early, at 1\.\d+ s; its header states a duration of 3 s/,
  );
});

test('does not report a file as cut off whose clock counts from 1970', async () => {
  const file = await files['fragmented MP4 whose clock counts from 1970']?.();
  const { result } = await segment(file ?? '', 0);
  expect(warningCodes(result)).not.toContain('INPUT_TRUNCATED');
  expect((await probe(file ?? '')).video[0]?.duration).toBeCloseTo(LENGTH, 2);
});

test('computes a bit rate of 1 Gbit/s from the packets', async () => {
  const file = await changed(await clip('rates', 'flv', codecs.h264(10)), 'gigabit.flv', (bytes) =>
    claimInMetadata(bytes, 'videodatarate', 1_000_000),
  );
  const size = readFileSync(file).length;
  const { bitrate, video } = await probe(file);
  expect(bitrate).toBeCloseTo((size * 8) / LENGTH, -2);
  expect(video[0]?.bitrate).toBeGreaterThan(((size * 8) / LENGTH) * 0.7);
  expect(video[0]?.bitrate).toBeLessThanOrEqual(bitrate ?? 0);
});

test.each([1, 5, 7, 25, 50])('ends at the same time with %d fps where packets have no durations', async (fps) => {
  // Frames at irregular times, in a file that states neither a rate nor durations.
  const times = "setpts='(N*40+mod(N*N*7\\,23))/1000/TB'";
  const args = [...codecs.vp8(10), '-vf', times, '-fps_mode', 'vfr', '-enc_time_base', '1:1000'];
  const file = await clip('irregular', 'webm', args);
  const { duration } = await probe(file);
  const { result } = await make({ input: file, fps, format: 'webp' });
  expect(result.end).toBeCloseTo(duration ?? 0, 3);
});
