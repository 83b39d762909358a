import { describe, expect, test } from 'vitest';
import { output } from '../support/run.ts';
import { decodeWithSharp } from './animation.ts';
import { parseGif } from './gif.ts';
import { composeGif } from './gif-compose.ts';
import { flags } from './samples.ts';
import { ffmpeg } from './tools.ts';

/** Returns a GIF of 2x1 pixels, red and blue. `change` replaces parts of it. */
function tiny(
  change: { control?: number[]; loop?: number[]; left?: number; after?: number[]; pixels?: number[] } = {},
): Buffer {
  const { control = [0x21, 0xf9, 4, 0x04, 10, 0, 0, 0], loop = [], left = 0, after = [], pixels } = change;
  return Buffer.from([
    ...Buffer.from('GIF89a'),
    2,
    0,
    1,
    0,
    0x80,
    0,
    0,
    255,
    0,
    0,
    0,
    0,
    255,
    ...loop,
    ...control,
    0x2c,
    left,
    0,
    0,
    0,
    2,
    0,
    1,
    0,
    0,
    ...(pixels ?? [2, 2, 0x44, 0x0a, 0]),
    0x3b,
    ...after,
  ]);
}

const NETSCAPE = [0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0'), 3, 1, 5, 0, 0];

describe('parseGif', () => {
  test('reads delays, repetitions and pixels of a GIF from libvips', async () => {
    const gif = parseGif(await flags('gif', { loop: 4 }));
    expect(gif).toMatchObject({ width: 16, height: 16, repeats: 3 });
    expect(gif.frames.map((frame) => frame.delay)).toEqual([10, 5, 20]);
    expect(composeGif(gif).map((canvas) => [...canvas.subarray(0, 4)])).toEqual([
      [255, 0, 0, 255],
      [0, 255, 0, 255],
      [0, 0, 255, 255],
    ]);
  });

  test('composes the same canvases as libvips from cropped, transparent frames', async () => {
    const bytes = await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=10:d=1', '-f', 'gif', '-']);
    // ffmpeg writes an extra byte after the end code of each frame. gifsicle removes it and crops the frames.
    const cropped = await output('gifsicle', ['-O2'], { stdin: bytes });
    const gif = parseGif(cropped);
    const other = await decodeWithSharp(cropped);
    expect(gif.frames.some((frame) => frame.width < 96 || frame.transparent !== null)).toBe(true);
    const canvases = composeGif(gif);
    expect(canvases).toHaveLength(other.pictures.length);
    for (const [i, canvas] of canvases.entries())
      expect(Buffer.compare(canvas, other.pictures[i] ?? Buffer.alloc(0))).toBe(0);
  });

  test('reads a minimal file', () => {
    expect([...(parseGif(tiny()).frames[0]?.indices ?? [])]).toEqual([0, 1]);
    expect(parseGif(tiny({ loop: NETSCAPE })).repeats).toBe(5);
  });

  test.each([
    ['GIF87a', Buffer.from(tiny().toString('latin1').replace('GIF89a', 'GIF87a'), 'latin1'), 'expected GIF89a'],
    ['a frame outside the screen', tiny({ left: 1 }), 'exceeds the logical screen'],
    ['trailing bytes', tiny({ after: [0] }), '1 bytes follow the trailer'],
    ['no trailer', tiny().subarray(0, -1), 'data ends at byte'],
    [
      'two graphic control extensions for one frame',
      tiny({ control: [0x21, 0xf9, 4, 4, 1, 0, 0, 0, 0x21, 0xf9, 4, 4, 1, 0, 0, 0] }),
      'two graphic control',
    ],
    ['an unknown disposal', tiny({ control: [0x21, 0xf9, 4, 0x10, 1, 0, 0, 0] }), 'unknown disposal 4'],
    ['reserved bits', tiny({ control: [0x21, 0xf9, 4, 0x84, 1, 0, 0, 0] }), 'reserved'],
    ['two loop blocks', tiny({ loop: [...NETSCAPE, ...NETSCAPE] }), 'two loop blocks'],
    ['a color that is not in the palette', tiny({ pixels: [2, 2, 0xd4, 0x0a, 0] }), 'uses color'],
    ['an unknown block', tiny({ loop: [0x42] }), 'unknown block 0x42'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseGif(bytes)).toThrow(message);
  });
});
