import sharp from 'sharp';

/** A decoded animation: full canvases with their display times, for any file format. */
export interface Animation {
  format: string;
  width: number;
  height: number;
  /** Display time of each frame in milliseconds. */
  delays: number[];
  /** Total number of plays as sharp reports it; 0 repeats forever. */
  loop: number | undefined;
  /** RGBA canvas of each frame. */
  pictures: Buffer[];
}

/** Decodes a GIF or WebP with libvips, an independent decoder. */
export async function decodeWithSharp(file: string | Uint8Array): Promise<Animation> {
  const image = sharp(file, { animated: true, limitInputPixels: false });
  const meta = await image.metadata();
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const pages = meta.pages ?? 1;
  const height = info.height / pages;
  const bytes = info.width * height * 4;
  return {
    format: meta.format ?? '',
    width: info.width,
    height,
    delays: meta.delay ?? [],
    loop: meta.loop,
    pictures: Array.from({ length: pages }, (_, page) => data.subarray(page * bytes, (page + 1) * bytes)),
  };
}

/** Duration of one play in milliseconds. */
export const totalMs = (animation: Animation): number => animation.delays.reduce((sum, delay) => sum + delay, 0);

/** Returns the index of the frame displayed `ms` after the start. After the end, it is the last frame. */
export function pictureIndexAt(animation: Pick<Animation, 'delays'>, ms: number): number {
  let end = 0;
  for (const [index, delay] of animation.delays.entries()) {
    end += delay;
    if (ms < end) return index;
  }
  return animation.delays.length - 1;
}

/** Returns the RGBA canvas displayed `ms` after the start. */
export function pictureAt(animation: Animation, ms: number): Buffer {
  const picture = animation.pictures[pictureIndexAt(animation, ms)];
  if (!picture) throw new Error('The animation has no frames');
  return picture;
}
