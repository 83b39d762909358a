import type { Schemas } from '../../../api/types.ts';

export type Template = Schemas['AnimatedGraphicsTemplate'];
export type Format = 'gif' | 'webp';

/** How the animation is made, without a template. */
export interface OwnSettings {
  readonly format: Format;
  /** Pixels; 0: in proportion to the height, or that of the video. */
  readonly width: number;
  /** Pixels; 0: in proportion to the width. */
  readonly height: number;
  /** Frames per second. */
  readonly fps: number;
  readonly quality: number;
}

/** The settings of an animation: those of a template, or its own. */
export type Settings =
  | { readonly kind: 'template'; readonly definition: number }
  | { readonly kind: 'own'; readonly own: OwnSettings };

/** What a new animation begins with: small enough for a message, smooth, and sharp. */
export const firstSettings: OwnSettings = { format: 'webp', width: 480, height: 0, fps: 15, quality: 75 };

/** Common widths, pixels. */
export const widths = [320, 480, 640, 960] as const;

/** Settings as members of requests. An own width is that of the picture, also of portrait videos. */
export interface WireSettings {
  readonly Definition?: number;
  readonly Format?: Format;
  readonly Width?: number;
  readonly Height?: number;
  readonly ResolutionAdaptive?: 'open' | 'close';
  readonly Fps?: number;
  readonly Quality?: number;
}

/** @param sourceWidth of the video: WebP needs a size */
export function wireSettings(settings: Settings, sourceWidth: number): WireSettings {
  if (settings.kind === 'template') return { Definition: settings.definition };
  const { format, width, height, fps, quality } = sizedFor(settings.own, sourceWidth);
  return { Format: format, Width: width, Height: height, ResolutionAdaptive: 'close', Fps: fps, Quality: quality };
}

/** The settings with a size where the format needs one. */
export function sizedFor(own: OwnSettings, sourceWidth: number): OwnSettings {
  const needsSize = own.format === 'webp' && own.width === 0 && own.height === 0;
  return needsSize ? { ...own, width: Math.min(4096, Math.max(128, sourceWidth)) } : own;
}

/** The values of a template as own settings, to change them. @param portrait whether the video is higher than wide */
export function ownOf(template: Template, portrait = false): OwnSettings {
  const { Format, Width, Height, ResolutionAdaptive, Fps, Quality } = template;
  const turned = portrait && ResolutionAdaptive === 'open';
  const [width, height] = turned ? [Height, Width] : [Width, Height];
  return { format: Format as Format, width, height, fps: Fps, quality: Quality };
}

/** Whether a template makes the same animation as own settings. */
export function isEqual(template: Template, own: OwnSettings): boolean {
  return (
    template.ResolutionAdaptive === 'close' &&
    template.Format === own.format &&
    template.Width === own.width &&
    template.Height === own.height &&
    template.Fps === own.fps &&
    template.Quality === own.quality
  );
}

/** Another setting to compare with. */
export type Contrast = 'format' | 'quality' | 'fps' | 'width';

/** The settings with one of them changed, to see what it does. */
export function contrasted(own: OwnSettings, what: Contrast, sourceWidth: number): OwnSettings {
  switch (what) {
    case 'format':
      return { ...own, format: own.format === 'gif' ? 'webp' : 'gif' };
    case 'quality':
      return { ...own, quality: own.quality > 60 ? own.quality - 35 : Math.min(100, own.quality + 35) };
    case 'fps':
      return { ...own, fps: own.fps > 10 ? Math.ceil(own.fps / 2) : Math.min(30, own.fps * 2) };
    case 'width': {
      const width = own.width || sourceWidth;
      const smaller = widths.findLast((one) => one < width);
      return { ...own, height: 0, width: smaller ?? widths.find((one) => one > width) ?? width };
    }
  }
}
