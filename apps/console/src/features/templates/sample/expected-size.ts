import type { Schemas } from '../../../api/types.ts';

interface Size {
  /** px */
  readonly width: number;
  readonly height: number;
}

/**
 * The size of the animation that settings make of a video.
 * @param video its size; 0: unknown
 */
export function expectedSize(
  { Width, Height, ResolutionAdaptive: turns = true }: Readonly<Schemas['AnimationSettings']>,
  video: Size,
): Size {
  // Templates have numbers.
  const [width, height] = [Number(Width) || 0, Number(Height) || 0];
  const source = video.width > 0 && video.height > 0 ? video : { width: 16, height: 9 };
  const isPortrait = turns && source.height > source.width;
  const [across, down] = isPortrait ? [height, width] : [width, height];
  const shape = source.width / source.height;
  if (across > 0 && down > 0) return { width: across, height: down };
  if (across > 0) return { width: across, height: Math.round(across / shape) };
  if (down > 0) return { width: Math.round(down * shape), height: down };
  return source;
}
