import type { AnimationOptions } from '../settings/resolve.js';
import type { MadePreview, PictureMaker, PictureSource, PreviewLimits } from './maker.js';

export const previewLimits = { seconds: 10, bytes: 32 * 2 ** 20, longEdge: 960 } as const satisfies PreviewLimits;

export interface Preview extends MadePreview {
  /** What differs from the animation of a task with the same settings. */
  readonly cut: readonly ('Duration' | 'Size')[];
}

interface Newest {
  readonly key: string;
  readonly ending: AbortController;
  callers: number;
}

/** Previews, of which only the newest of each name is made. */
export class Previews {
  private readonly newest = new Map<string, Newest>();

  constructor(private readonly maker: PictureMaker) {}

  /**
   * Ends the older previews with this name, unless they are the same.
   * @param name undefined: it ends no others, and none ends it
   * @param key identifies what is made
   * @param signal of the client. When it has gone already, the preview ends no others, because they may be newer
   * @returns the signal that ends the preview, and a function to call at its end
   */
  begin(
    name: string | undefined,
    key: string,
    signal: AbortSignal,
  ): { readonly signal: AbortSignal; readonly end: () => void } {
    if (name === undefined || signal.aborted) return { signal, end: () => {} };
    const before = this.newest.get(name);
    if (before?.key !== key) before?.ending.abort();
    const one = before?.key === key ? before : { key, ending: new AbortController(), callers: 0 };
    one.callers += 1;
    this.newest.set(name, one);
    const end = (): void => {
      one.callers -= 1;
      if (one.callers === 0 && this.newest.get(name) === one) this.newest.delete(name);
    };
    return { signal: AbortSignal.any([signal, one.ending.signal]), end };
  }

  /**
   * Makes an animation as a task makes it, or a shorter and smaller one that is within the limits.
   * @throws ApiError
   */
  async make(source: PictureSource, animation: AnimationOptions): Promise<Preview> {
    const made = await this.maker.preview(source, animation, previewLimits);
    const { shortened, reduced } = made;
    return { ...made, cut: [...(shortened ? (['Duration'] as const) : []), ...(reduced ? (['Size'] as const) : [])] };
  }
}
