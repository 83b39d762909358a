import { describe, expect, test } from 'vitest';
import { output } from '../support/run.ts';
import { decodeWithSharp } from './animation.ts';
import { parseGif } from './gif.ts';
import { composeGif } from './gif-compose.ts';
import { flags } from './samples.ts';
import { ffmpeg } from './tools.ts';

/** A 2x1 GIF: palette red and blue, both pixels shown; the parts can be broken one by one. */
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
  test('reads what libvips writes: delays, repetitions and pixels', async () => {
    const gif = parseGif(await flags('gif', { loop: 4 }));
    expect(gif).toMatchObject({ width: 16, height: 16, repeats: 3 });
    expect(gif.frames.map((frame) => frame.delay)).toEqual([10, 5, 20]);
    expect(composeGif(gif).map((picture) => [...picture.subarray(0, 4)])).toEqual([
      [255, 0, 0, 255],
      [0, 255, 0, 255],
      [0, 0, 255, 255],
    ]);
  });

  test('composes the same canvases as libvips from cropped, transparent frames', async () => {
    const bytes = await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=10:d=1', '-f', 'gif', '-']);
    // ffmpeg leaves a spare byte after each picture's end code; gifsicle writes the file anew, cropped and without it.
    const cropped = await output('gifsicle', ['-O2'], { stdin: bytes });
    const gif = parseGif(cropped);
    const other = await decodeWithSharp(cropped);
    expect(gif.frames.some((frame) => frame.width < 96 || frame.transparent !== null)).toBe(true);
    const pictures = composeGif(gif);
    expect(pictures).toHaveLength(other.pictures.length);
    for (const [i, picture] of pictures.entries())
      expect(Buffer.compare(picture, other.pictures[i] ?? Buffer.alloc(0))).toBe(0);
  });

  test('reads the smallest valid file', () => {
    expect([...(parseGif(tiny()).frames[0]?.indices ?? [])]).toEqual([0, 1]);
    expect(parseGif(tiny({ loop: NETSCAPE })).repeats).toBe(5);
  });

  test.each([
    ['GIF87a', Buffer.from(tiny().toString('latin1').replace('GIF89a', 'GIF87a'), 'latin1'), 'GIF89a was due'],
    ['a picture out of the screen', tiny({ left: 1 }), 'reaches out of the logical screen'],
    ['trailing bytes', tiny({ after: [0] }), '1 bytes follow the trailer'],
    ['no trailer', tiny().subarray(0, -1), 'bytes were due'],
    [
      'two controls for one picture',
      tiny({ control: [0x21, 0xf9, 4, 4, 1, 0, 0, 0, 0x21, 0xf9, 4, 4, 1, 0, 0, 0] }),
      'two graphic control',
    ],
    ['an unknown disposal', tiny({ control: [0x21, 0xf9, 4, 0x10, 1, 0, 0, 0] }), 'disposal 4'],
    ['reserved bits', tiny({ control: [0x21, 0xf9, 4, 0x84, 1, 0, 0, 0] }), 'reserved'],
    ['two loop blocks', tiny({ loop: [...NETSCAPE, ...NETSCAPE] }), 'two loop blocks'],
    ['a colour that the palette lacks', tiny({ pixels: [2, 2, 0xd4, 0x0a, 0] }), 'uses colour'],
    ['an unknown block', tiny({ loop: [0x42] }), 'block 0x42'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseGif(bytes)).toThrow(message);
  });
});
