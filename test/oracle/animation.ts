import sharp from 'sharp';

/** An animation as one decoder shows it: full canvases with their times, whatever the file format. */
export interface Animation {
  format: string;
  width: number;
  height: number;
  /** Milliseconds that each picture is shown. */
  delays: number[];
  /** As sharp says it: total plays, 0 = for ever. */
  loop: number | undefined;
  /** RGBA canvases. */
  pictures: Buffer[];
}

/** Decodes a GIF or WebP with libvips, a decoder that is not ours. */
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

/** Milliseconds that the whole animation takes once. */
export const totalMs = (animation: Animation): number => animation.delays.reduce((sum, delay) => sum + delay, 0);

/** The index of the picture on screen `ms` after the beginning; the last one from its end on. */
export function pictureIndexAt(animation: Pick<Animation, 'delays'>, ms: number): number {
  let end = 0;
  for (const [index, delay] of animation.delays.entries()) {
    end += delay;
    if (ms < end) return index;
  }
  return animation.delays.length - 1;
}

/** The RGBA canvas on screen `ms` after the beginning. */
export function pictureAt(animation: Animation, ms: number): Buffer {
  const picture = animation.pictures[pictureIndexAt(animation, ms)];
  if (!picture) throw new Error('an animation without pictures');
  return picture;
}
