import type { Media } from '../media/media.js';
import type { AnimationSettings, MadePreview, PictureMaker, PictureSource } from './maker.js';
import { shownSize } from './sheet.js';

export const previewLimits = { seconds: 10, bytes: 32 * 2 ** 20, longEdge: 960 } as const;

export interface Preview extends MadePreview {
  /** What differs from the animation of a task with the same settings. */
  readonly cut: readonly ('Duration' | 'Size')[];
}

/** Previews, of which only the newest of each name is made. */
export class Previews {
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly maker: PictureMaker) {}

  /**
   * Makes an animation as a task makes it, or a shorter and smaller one that is within the limits.
   * @param name a newer preview with this name ends this one; undefined: none does
   * @throws ApiError
   */
  async make(
    media: Media,
    source: PictureSource,
    settings: AnimationSettings,
    name: string | undefined,
  ): Promise<Preview> {
    const superseded = this.begin(name);
    const signal = AbortSignal.any([source.signal, superseded.signal]);
    const size = smallerSize(media, settings);
    const smaller = size ? { ...settings, template: { ...settings.template, ...size } } : settings;
    try {
      const made = await this.maker.preview({ ...source, signal }, smaller, previewLimits);
      return {
        ...made,
        cut: [...(made.shortened ? (['Duration'] as const) : []), ...(size ? (['Size'] as const) : [])],
      };
    } finally {
      if (name !== undefined && this.running.get(name) === superseded) this.running.delete(name);
    }
  }

  private begin(name: string | undefined): AbortController {
    const superseded = new AbortController();
    if (name === undefined) return superseded;
    this.running.get(name)?.abort();
    this.running.set(name, superseded);
    return superseded;
  }
}

/** The size of a preview whose long edge would be longer than the limit; undefined if it is not. */
function smallerSize(
  { meta }: Media,
  { template: { width, height, resolutionAdaptive } }: AnimationSettings,
): { width: number; height: number } | undefined {
  const { longEdge } = previewLimits;
  const shown = shownSize(meta);
  const isPortrait = shown.height > shown.width;
  const [wide, high] = resolutionAdaptive === 'open' && isPortrait ? [height, width] : [width, height];
  const ratio = shown.width / shown.height;
  const target =
    wide > 0 && high > 0
      ? { width: wide, height: high }
      : wide > 0
        ? { width: wide, height: wide / ratio }
        : high > 0
          ? { width: high * ratio, height: high }
          : shown;
  const factor = longEdge / Math.max(target.width, target.height);
  if (factor >= 1) return undefined;
  const scaled = (side: number): number => (side === 0 ? 0 : Math.max(16, Math.round(side * factor)));
  if (width > 0 || height > 0) return { width: scaled(width), height: scaled(height) };
  // The other side follows from the video.
  const long = { width: longEdge, height: 0 };
  return resolutionAdaptive === 'open' || !isPortrait ? long : { width: 0, height: longEdge };
}
