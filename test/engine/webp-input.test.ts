import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { type Animation, decodeWithSharp } from '../oracle/animation.ts';
import { magickFrames } from '../oracle/tools.ts';
import { animate, expectRefusal, make, probe, warningCodes } from '../support/engine.ts';
import { output } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

interface Piece {
  width: number;
  height: number;
  x: number;
  y: number;
  ms: number;
  /** R, G, B, A. */
  color: [number, number, number, number];
  /** Clear the rectangle after the frame. */
  dispose?: boolean;
  blend?: boolean;
}

/** Assembles an animated WebP with webpmux from rectangles of one color. */
async function assemble(canvas: Piece, pieces: readonly Piece[], plays = 0): Promise<string> {
  const folder = tempDir();
  const args: string[] = [];
  for (const [i, piece] of [canvas, ...pieces].entries()) {
    const { width, height, color, x, y, ms, dispose = false, blend = true } = piece;
    const [r, g, b, a] = color;
    const path = join(folder, `${i}.webp`);
    const create = { width, height, channels: 4 as const, background: { r, g, b, alpha: a / 255 } };
    await sharp({ create }).webp({ lossless: true, exact: true }).toFile(path);
    args.push('-frame', path, `+${ms}+${x}+${y}+${dispose ? 1 : 0}${blend ? '+b' : '-b'}`);
  }
  const path = join(folder, 'animation.webp');
  await output('webpmux', [...args, '-loop', `${plays}`, '-bgcolor', '255,255,0,0', '-o', path]);
  return path;
}

const full = (color: Piece['color'], ms: number): Piece => ({ width: 64, height: 48, x: 0, y: 0, ms, color });

/** Frames of 64x48 with disposal, blending, offsets and alpha. */
const composed = (plays = 0): Promise<string> =>
  assemble(
    full([200, 30, 30, 255], 120),
    [
      { width: 20, height: 16, x: 8, y: 8, ms: 90, color: [30, 200, 30, 255] },
      { width: 32, height: 24, x: 16, y: 12, ms: 250, color: [30, 30, 200, 255], dispose: true },
      { width: 24, height: 20, x: 4, y: 20, ms: 77, color: [250, 250, 250, 200] },
      { width: 24, height: 20, x: 30, y: 2, ms: 333, color: [0, 0, 0, 0], blend: false },
      { width: 16, height: 16, x: 40, y: 30, ms: 111, color: [250, 120, 0, 255], dispose: true },
      { width: 20, height: 16, x: 0, y: 0, ms: 66, color: [9, 9, 9, 255] },
    ],
    plays,
  );

const colorsOf = ({ width, pictures }: Animation, x: number, y: number): number[][] =>
  pictures.map((picture) => [...picture.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)]);

/** The highest difference of a channel, where both pictures are visible, and of alpha above and below one half. */
function difference(a: Buffer, b: Buffer, binary: boolean): number {
  let most = 0;
  for (let i = 0; i < a.length; i += 4) {
    const [seenA, seenB] = [a[i + 3] ?? 0, b[i + 3] ?? 0];
    if (binary ? seenA >= 128 !== seenB >= 128 : Math.abs(seenA - seenB) > 8) return 255;
    if (seenA < 128 || seenB < 128) continue;
    for (let c = i; c < i + 3; c++) most = Math.max(most, Math.abs((a[c] ?? 0) - (b[c] ?? 0)));
  }
  return most;
}

describe('an animated WebP as input', () => {
  test('gives the frames that libvips composes, at the same times, as WebP and GIF', async () => {
    const path = await composed();
    const source = await decodeWithSharp(path);
    expect(source.delays).toEqual([120, 90, 250, 77, 333, 111, 66]);
    const webp = await make({ input: path, format: 'webp', quality: 100 });
    expect(webp.animation.delays).toEqual(source.delays);
    expect(warningCodes(webp.result)).toEqual([]);
    const gif = await make({ input: path, format: 'gif', quality: 100 });
    expect(gif.animation.delays).toEqual([120, 90, 250, 80, 330, 110, 70]);
    // libvips shows cleared pixels of a GIF black, so ImageMagick decodes it.
    const converted = join(tempDir(), 'out.gif');
    writeFileSync(converted, gif.bytes);
    const { pictures } = await magickFrames(converted);
    for (const [i, picture] of source.pictures.entries()) {
      expect(difference(picture, webp.animation.pictures[i] ?? Buffer.alloc(0), false)).toBeLessThan(24);
      expect(difference(picture, pictures[i] ?? Buffer.alloc(0), true)).toBeLessThan(70);
    }
    // The background color of the file is ignored, as browsers do: cleared pixels are transparent.
    expect(colorsOf(webp.animation, 30, 30)[3]?.[3]).toBe(0);
  });

  test('describes itself, with its exact length and number of plays', async () => {
    const path = await composed(3);
    const found = await probe(path);
    expect(found).toMatchObject({
      containers: ['webp'],
      duration: 1.047,
      durationFrom: 'header',
      video: [{ codec: 'webp', width: 64, height: 48, alpha: true, plays: 3, selected: true }],
    });
    expect((await animate({ input: path })).loop).toBe(0);
    expect((await animate({ input: path, loop: 'source' })).loop).toBe(3);
    expect((await make({ input: path, loop: 'source', format: 'webp' })).animation.loop).toBe(3);
  });

  test('starts anywhere with the frame on screen', async () => {
    const path = await composed();
    const source = await decodeWithSharp(path);
    for (const [start, first] of [
      [0.2, 1],
      [0.21, 2],
      [0.5, 3],
      [0.87, 5],
      [-0.05, 6],
    ] as const) {
      const { animation, result } = await make({ input: path, start, format: 'webp', quality: 100 });
      expect(animation.pictures).toHaveLength(7 - first);
      expect(
        difference(source.pictures[first] ?? Buffer.alloc(0), animation.pictures[0] ?? Buffer.alloc(1), false),
      ).toBeLessThan(24);
      expect(result.end).toBeCloseTo(1.047, 6);
    }
  });

  test('is the same from a path, bytes and a stream, with any number of threads', async () => {
    const path = await composed();
    const bytes = readFileSync(path);
    const { data } = await animate({ input: path, threads: 1 });
    expect((await animate({ input: bytes, threads: 3 })).data).toEqual(data);
    expect((await animate({ input: Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]) })).data).toEqual(data);
  });

  test('shows frames of up to 10 ms for 100 ms, as browsers do', async () => {
    const path = await assemble(full([1, 2, 3, 255], 0), [
      full([50, 2, 3, 255], 10),
      full([90, 2, 3, 255], 11),
      full([130, 2, 3, 255], 40),
    ]);
    const { animation } = await make({ input: path, format: 'webp', fps: 'source' });
    expect(animation.delays).toEqual([100, 100, 11, 40]);
    expect((await probe(path)).duration).toBe(0.251);
  });

  test('shows frames of a GIF for the same times', async () => {
    const pages = Buffer.concat([0, 60, 120, 180].map((gray) => Buffer.alloc(48 * 32 * 3, gray)));
    const raw = { width: 48, height: 4 * 32, channels: 3 as const, pageHeight: 32 };
    const input = await sharp(pages, { raw })
      .gif({ delay: [0, 10, 20, 40] })
      .toBuffer();
    const { animation } = await make({ input, format: 'webp', fps: 'source' });
    expect(animation.delays).toEqual([100, 100, 20, 40]);
  });

  test('keeps opaque frames opaque', async () => {
    const path = await assemble(full([10, 20, 30, 255], 100), [full([90, 20, 30, 255], 100)]);
    expect((await animate({ input: path })).source.alpha).toBe(false);
  });
});

describe('a damaged animated WebP', () => {
  test('keeps the frames before the end of a truncated file, and says so', async () => {
    const bytes = readFileSync(await composed());
    for (let length = 30; length < bytes.length; length += 37) {
      const result = await animate({ input: bytes.subarray(0, length), format: 'webp' }).catch(
        (error: unknown) => error,
      );
      if (result instanceof Error) {
        expect(result).toMatchObject({
          code: 'INPUT_NOT_MEDIA',
          message: 'The input is not a video: it is a damaged or incomplete animated WebP',
        });
      } else {
        expect((result as { warnings: { code: string }[] }).warnings.map(({ code }) => code)).toContain(
          'INPUT_TRUNCATED',
        );
      }
    }
    expect(await animate({ input: bytes.subarray(0, bytes.length - 20) })).toMatchObject({ frames: 6, duration: 0.98 });
  });

  test('never crashes or hangs on changed bytes', async () => {
    const bytes = readFileSync(await composed());
    for (let seed = 1; seed <= 150; seed++) {
      const changed = Buffer.from(bytes);
      for (let i = 0; i < 4; i++) {
        const random = Math.imul(seed * 977 + i * 7919, 2_654_435_761) >>> 0;
        changed[12 + (random % (changed.length - 12))] = random >>> 24;
      }
      const result: unknown = await animate({ input: changed, width: 32 }).catch((error: unknown) => error);
      if (result instanceof Error) expect((result as Error & { exitCode: number }).exitCode).not.toBe(70);
    }
  });

  test('is refused before it is decoded when its canvas exceeds maxPixels', async () => {
    const bytes = readFileSync(await composed());
    bytes.writeUIntLE(16_383, 24, 3);
    bytes.writeUIntLE(16_383, 27, 3);
    await expectRefusal(animate({ input: bytes }), 'LIMIT_PIXELS');
    await expectRefusal(animate({ input: await composed(), limits: { maxPixels: 64 * 48 - 1 } }), 'LIMIT_PIXELS');
  });
});

describe('conversions between animated images', () => {
  const delays = [40, 100, 70, 250, 130, 40, 40, 40, 40, 40, 40];
  const plays = 2;

  function chunk(name: string, body: Buffer): Buffer {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(body.length, 0);
    around.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
  }

  /** The content of the chunks with this name. */
  function contents(png: Buffer, name: string): Buffer {
    const found: Buffer[] = [];
    for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
      if (png.toString('latin1', at + 4, at + 8) === name)
        found.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
    }
    return Buffer.concat(found);
  }

  /** Joins PNG pictures to an APNG. */
  function apng(pictures: readonly Buffer[]): Buffer {
    const first = pictures[0] ?? Buffer.alloc(0);
    const numbers = (...values: number[]): Buffer => {
      const out = Buffer.alloc(values.length * 4);
      for (const [i, value] of values.entries()) out.writeUInt32BE(value, i * 4);
      return out;
    };
    let sequence = 0;
    const frames = pictures.flatMap((picture, i) => {
      const times = Buffer.from([0, delays[i] ?? 0, 1000 >> 8, 1000 & 255, 0, 0]);
      const control = chunk('fcTL', Buffer.concat([numbers(sequence++, 48, 32, 0, 0), times]));
      const data = contents(picture, 'IDAT');
      return [control, i === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([numbers(sequence++), data]))];
    });
    const header = [chunk('IHDR', contents(first, 'IHDR')), chunk('acTL', numbers(pictures.length, plays))];
    return Buffer.concat([first.subarray(0, 8), ...header, ...frames, chunk('IEND', Buffer.alloc(0))]);
  }

  async function animation(kind: 'gif' | 'webp' | 'apng'): Promise<Buffer> {
    const pages = delays.map((_, i) => Buffer.alloc(48 * 32 * 4, Buffer.from([i * 23, 255 - i * 23, 80, 255])));
    const raw = { width: 48, height: 32 * pages.length, channels: 4 as const, pageHeight: 32 };
    const image = sharp(Buffer.concat(pages), { raw });
    if (kind === 'gif') return image.gif({ delay: delays, loop: plays }).toBuffer();
    const webp = await image.webp({ delay: delays, loop: plays, lossless: true }).toBuffer();
    if (kind === 'webp') return webp;
    return apng(
      await Promise.all(
        pages.map((page) =>
          sharp(page, { raw: { width: 48, height: 32, channels: 4 } })
            .png()
            .toBuffer(),
        ),
      ),
    );
  }

  test.each(['gif', 'webp', 'apng'] as const)('keep the times and plays of %s exactly', async (kind) => {
    const input = await animation(kind);
    for (const format of ['gif', 'webp'] as const) {
      const made = await make({ input, format, loop: 'source' });
      expect(made.animation.delays).toEqual(delays);
      expect(warningCodes(made.result)).toEqual([]);
      expect(made.result).toMatchObject({ frames: 11, duration: 0.83, loop: plays, source: { plays } });
    }
  });
});

test('refuses a canvas that is too large for the engine, whatever the limit is', async () => {
  const bytes = readFileSync(await composed());
  bytes.writeUIntLE(32_767, 24, 3);
  bytes.writeUIntLE(32_767, 27, 3);
  await expectRefusal(animate({ input: bytes, limits: { maxPixels: 2 ** 31, maxMemory: 2 ** 40 } }), 'LIMIT_PIXELS');
});

describeWithMedia('an animated WebP of the shared media', () => {
  test('is decoded with its times', async () => {
    const path = media.fault('animated-input.webp');
    const { animation } = await make({ input: path, format: 'gif' });
    expect(animation.delays).toEqual([130, 70, 100]);
    expect((await make({ input: path, format: 'webp' })).animation.delays).toEqual([133, 67, 100]);
  });
});
