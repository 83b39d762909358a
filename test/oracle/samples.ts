import sharp from 'sharp';

const SIDE = 16;
const COLORS = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
] as const;

/** Returns an animation made by libvips: three 16x16 frames of one color each (red 100 ms, green 50 ms, blue 200 ms). */
export async function flags(format: 'gif' | 'webp', options: { loop: number }): Promise<Buffer> {
  const stack = Buffer.alloc(SIDE * SIDE * 4 * COLORS.length);
  COLORS.forEach((color, page) => {
    for (let i = 0; i < SIDE * SIDE; i++) stack.set(color, (page * SIDE * SIDE + i) * 4);
  });
  const image = sharp(stack, { raw: { width: SIDE, height: SIDE * COLORS.length, channels: 4, pageHeight: SIDE } });
  const { loop } = options;
  const delay = [100, 50, 200];
  return format === 'gif'
    ? image.gif({ delay, loop }).toBuffer()
    : image.webp({ delay, loop, lossless: true }).toBuffer();
}
