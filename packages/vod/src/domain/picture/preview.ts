import type { AnimationOptions } from '../settings/resolve.js';
import type { MadePreview, PictureMaker, PictureSource, PreviewLimits } from './maker.js';

export const previewLimits = { seconds: 10, bytes: 32 * 2 ** 20, longEdge: 960 } as const satisfies PreviewLimits;

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
  async make(source: PictureSource, animation: AnimationOptions, name: string | undefined): Promise<Preview> {
    const superseded = this.begin(name);
    const signal = AbortSignal.any([source.signal, superseded.signal]);
    try {
      const made = await this.maker.preview({ ...source, signal }, animation, previewLimits);
      const { shortened, reduced } = made;
      return { ...made, cut: [...(shortened ? (['Duration'] as const) : []), ...(reduced ? (['Size'] as const) : [])] };
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
