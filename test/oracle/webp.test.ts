import { beforeAll, describe, expect, test } from 'vitest';
import { flags } from './samples.ts';
import { parseWebp } from './webp.ts';

describe('parseWebp', () => {
  let file: Buffer;
  beforeAll(async () => {
    file = await flags('webp', { loop: 4 });
  });

  /** Returns the file with `value` written at `offset` in the content of the chunk `tag`. */
  function broken(tag: string, offset: number, value: number): Buffer {
    const copy = Buffer.from(file);
    copy[copy.indexOf(tag, 12, 'latin1') + 8 + offset] = value;
    return copy;
  }

  test('reads a WebP from libwebp', () => {
    const webp = parseWebp(file);
    expect(webp).toMatchObject({ width: 16, height: 16, plays: 4 });
    expect(webp.frames.map((frame) => frame.duration)).toEqual([100, 50, 200]);
    expect(webp.frames[0]).toMatchObject({ left: 0, top: 0, width: 16, height: 16, lossless: true });
  });

  test('refuses bytes after the RIFF chunk', () => {
    expect(() => parseWebp(Buffer.concat([file, Buffer.alloc(2)]))).toThrow('RIFF size');
  });

  test('refuses a truncated file', () => {
    expect(() => parseWebp(file.subarray(0, -2))).toThrow('RIFF size');
  });

  test('refuses a still image', async () => {
    const { default: sharp } = await import('sharp');
    const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .webp()
      .toBuffer();
    expect(() => parseWebp(image)).toThrow('first chunk is VP8 ');
  });

  test.each([
    ['an animation without the flag in VP8X', 'VP8X', 0, 0, 'has no animation flag'],
    ['a metadata flag without metadata', 'VP8X', 0, 0x22, 'metadata'],
    ['reserved bits', 'VP8X', 1, 1, 'reserved'],
    ['a frame outside the canvas', 'ANMF', 0, 1, 'exceeds the canvas'],
    ['a frame whose bitstream has another size', 'ANMF', 6, 3, 'its bitstream'],
    ['reserved bits of a frame', 'ANMF', 15, 0x80, 'reserved'],
    ['a bitstream without a signature', 'VP8L', 0, 0, 'signature'],
  ] as const)('refuses %s', (_, tag, offset, value, message) => {
    expect(() => parseWebp(broken(tag, offset, value))).toThrow(message);
  });
});
