// cspell:words copyts movi
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { type AnimateResult, make, probe, warningCodes } from '../support/engine.ts';

// AVI states when frames are decoded, and not when they are displayed.

const asp = [...codecs.mpeg4(10), '-bf', '2'];
const sequence = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, i) => first + i);

interface Shown {
  numbers: number[];
  /** Seconds. */
  times: number[];
  result: AnimateResult;
}

async function show(input: string, options: { start?: number; duration?: number } = {}): Promise<Shown> {
  const { animation, result } = await make({ input, fps: 'source', format: 'webp', quality: 85, ...options });
  const { width, height } = animation;
  let time = 0;
  return {
    numbers: animation.pictures.map((data) => readNumber({ data, width, height, channels: 4 })),
    times: animation.delays.map((delay) => {
      const at = time;
      time += delay / 1000;
      return at;
    }),
    result,
  };
}

/** Copies the video of another file into AVI. */
const copied = (input: string, name: string): Promise<string> =>
  cached(name, [1, input], async (draft) => {
    await ffmpeg(['-i', input, '-c', 'copy', '-f', 'avi', draft]);
  });

function changed(path: string, name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  return cached(name, [1, path], async (draft) => writeFileSync(draft, change(readFileSync(path))));
}

const FRAMES = 37;
const rates = ['25', '15', '24000/1001', '30000/1001'];
const kinds: Record<string, readonly string[]> = {
  'H.264': codecs.h264(10),
  'H.264 without B-frames': codecs.h264(10, 0),
  'H.264 with many B-frames': [...codecs.h264(24, 8), '-x264-params', 'b-pyramid=normal:b-adapt=0:ref=8'],
  'H.264 with open groups of pictures': [...codecs.h264(10, 3), '-x264-params', 'open-gop=1:b-adapt=0'],
  HEVC: [...codecs.hevc(10).slice(0, -1), 'HEVC'],
  'MPEG-4': asp,
  'MPEG-4 without B-frames': codecs.mpeg4(10),
  'MPEG-2': codecs.mpeg2(10),
  MJPEG: codecs.mjpeg(),
};
const cases = Object.entries(kinds).flatMap(([name, args]) =>
  rates.filter((rate) => name !== 'MPEG-2' || rate !== '15').map((rate) => ({ name, rate, args })),
);

test.each(cases)(
  'finds the times of all frames of $name in AVI with $rate frames per second',
  async ({ name, rate, args }) => {
    const interval = Number(rate.split('/')[1] ?? 1) / Number(rate.split('/')[0]);
    const file = await numbered(`avi-${name}`, { container: 'avi', rate, frames: FRAMES, args });
    const { duration, video } = await probe(file);
    expect(duration).toBeCloseTo(FRAMES * interval, 3);
    expect(video[0]?.duration).toBeCloseTo(FRAMES * interval, 3);
    const whole = await show(file);
    expect(whole.numbers).toEqual(sequence(0, FRAMES));
    for (const [i, time] of whole.times.entries()) expect(Math.abs(time - i * interval)).toBeLessThan(0.0011);
    expect(warningCodes(whole.result)).toEqual([]);

    const late = await show(file, { start: -8.5 * interval });
    expect(late.numbers).toEqual(sequence(FRAMES - 9, FRAMES));
    expect(warningCodes(late.result)).toEqual([]);
    const middle = await show(file, { start: 22 * interval + 0.0001, duration: 5.9 * interval });
    expect(middle.numbers).toEqual(sequence(22, 28));
    expect(warningCodes(middle.result)).toEqual([]);
  },
);

test.each([
  ['H.264', codecs.h264(10), '25'],
  ['H.264', codecs.h264(10), '10'],
  ['MPEG-4', asp, '25'],
  ['MPEG-4', asp, '10'],
] as const)('finds the times of %s that was copied from MP4 into AVI', async (name, args, rate) => {
  const source = await numbered(`avi-source-${name}`, { container: 'mp4', rate, frames: 50, args });
  const file = await copied(source, `copied-${name}-${rate}.avi`);
  const interval = 1 / Number(rate);
  expect((await probe(file)).duration).toBeCloseTo(50 * interval, 3);
  const whole = await show(file);
  expect(whole.numbers).toEqual(sequence(0, 50));
  for (const [i, time] of whole.times.entries()) expect(time).toBeCloseTo(i * interval, 2);
  const late = await show(file, { start: -5 * interval });
  expect(late.numbers).toEqual(sequence(45, 50));
  expect(warningCodes(late.result)).toEqual([]);
});

test('reports a cut AVI as cut off', async () => {
  const file = await numbered('avi-MPEG-4', { container: 'avi', rate: '25', frames: 75, args: asp });
  const cut = await changed(file, 'cut.avi', (bytes) => bytes.subarray(0, Math.round(bytes.length * 0.6)));
  expect(warningCodes((await show(cut)).result)).toContain('INPUT_TRUNCATED');
});

test('does not report an AVI as cut off whose first key frame is destroyed', async () => {
  const file = await numbered('avi-MPEG-4', { container: 'avi', rate: '25', frames: 75, args: asp });
  const damaged = await changed(file, 'destroyed.avi', (bytes) => {
    const at = bytes.indexOf('movi') + 4;
    expect(bytes.toString('latin1', at, at + 4)).toBe('00dc');
    const size = bytes.readUInt32LE(at + 4);
    for (let i = 0; i < size; i++) bytes[at + 8 + i] = (i * i * 31 + i * 12) & 0xff;
    return bytes;
  });
  await expectLateStart(damaged);
});

test('does not report an AVI as cut off whose first packets are empty', async () => {
  const file = await numbered('avi-MPEG-4', { container: 'avi', rate: '25', frames: 75, args: asp });
  const empty = await cached('empty.avi', [1, file], async (draft) => {
    await ffmpeg(['-copyts', '-i', file, '-c', 'copy', '-bsf:v', "noise=drop='lt(n,25)'", '-f', 'avi', draft]);
  });
  await expectLateStart(empty);
});

async function expectLateStart(file: string): Promise<void> {
  const { numbers, result } = await show(file);
  expect(numbers).toEqual(sequence(numbers[0] ?? 0, 75));
  expect(numbers[0]).toBeGreaterThan(8);
  expect(warningCodes(result)).not.toContain('INPUT_TRUNCATED');
  expect(warningCodes((await show(file, { start: 0.9 })).result)).not.toContain('SEEK_FALLBACK');
}

interface Packet {
  data: Buffer;
  key: boolean;
}

const VOP = Buffer.from([0, 0, 1, 0xb6]);
const typeOf = (data: Buffer): number => (data[data.indexOf(VOP) + 4] ?? 0) >> 6;

/** Packs each B-frame into the packet before, and puts an empty frame at its place, as DivX does. */
function packed(bytes: Buffer): Buffer {
  const movie = bytes.indexOf('movi') + 4;
  const packets: Packet[] = [];
  for (let at = movie; bytes.toString('latin1', at, at + 4) === '00dc'; ) {
    const size = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + size);
    packets.push({ data, key: typeOf(data) === 0 });
    at += 8 + size + (size & 1);
  }
  for (const [i, packet] of packets.entries()) {
    const before = packets[i - 1];
    if (!before || typeOf(packet.data) !== 2) continue;
    before.data = Buffer.concat([before.data, packet.data]);
    packet.data = Buffer.concat([VOP, Buffer.from([0x56, 0x80, 0x7f])]);
  }
  const [first] = packets;
  if (first) {
    const at = first.data.indexOf(VOP);
    const mark = Buffer.from([0, 0, 1, 0xb2, ...Buffer.from('DivX503b1393p\0')]);
    first.data = Buffer.concat([first.data.subarray(0, at), mark, first.data.subarray(at)]);
  }
  const body: Buffer[] = [Buffer.from('movi')];
  const index: Buffer[] = [];
  let offset = 4;
  for (const { data, key } of packets) {
    const chunk = Buffer.concat([Buffer.from('00dc'), Buffer.alloc(4), data, Buffer.alloc(data.length & 1)]);
    chunk.writeUInt32LE(data.length, 4);
    const entry = Buffer.concat([Buffer.from('00dc'), Buffer.alloc(12)]);
    entry.writeUInt32LE(key ? 16 : 0, 4);
    entry.writeUInt32LE(offset, 8);
    entry.writeUInt32LE(data.length, 12);
    body.push(chunk);
    index.push(entry);
    offset += chunk.length;
  }
  const list = (name: string, data: Buffer): Buffer => {
    const head = Buffer.concat([Buffer.from(name), Buffer.alloc(4)]);
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data]);
  };
  const file = Buffer.concat([
    bytes.subarray(0, movie - 12),
    list('LIST', Buffer.concat(body)),
    list('idx1', Buffer.concat(index)),
  ]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

test('finds the times of MPEG-4 whose frames are packed', async () => {
  const args = [...codecs.mpeg4(24), '-bf', '1', '-b_strategy', '0'];
  const file = await changed(
    await numbered('avi-pairs', { container: 'avi', rate: '25', frames: 75, args }),
    'packed.avi',
    packed,
  );
  const whole = await show(file);
  expect(whole.numbers).toEqual(sequence(0, 75));
  expect((await probe(file)).duration).toBeCloseTo(3, 3);
  const late = await show(file, { start: -0.48 });
  expect(late.numbers).toEqual(sequence(63, 75));
  expect(warningCodes(late.result)).toEqual([]);
});
