import sharp from 'sharp';

const SIDE = 16;
const COLOURS = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
] as const;

/** Three one-coloured 16x16 pictures (red 100 ms, green 50 ms, blue 200 ms) made by libvips: a file that the oracles must read. */
export async function flags(format: 'gif' | 'webp', options: { loop: number }): Promise<Buffer> {
  const stack = Buffer.alloc(SIDE * SIDE * 4 * COLOURS.length);
  COLOURS.forEach((colour, page) => {
    for (let i = 0; i < SIDE * SIDE; i++) stack.set(colour, (page * SIDE * SIDE + i) * 4);
  });
  const image = sharp(stack, { raw: { width: SIDE, height: SIDE * COLOURS.length, channels: 4, pageHeight: SIDE } });
  const { loop } = options;
  const delay = [100, 50, 200];
  return format === 'gif'
    ? image.gif({ delay, loop }).toBuffer()
    : image.webp({ delay, loop, lossless: true }).toBuffer();
}
