import type { Schemas } from '../../../api/types.ts';
import type { Format } from '../../../parts/formats.ts';
import type { More } from './options.ts';
import type { Rate } from './segment.ts';

export type Template = Schemas['AnimatedGraphicsTemplate'];

/** How the animation is made, without a template. */
export interface OwnSettings {
  readonly format: Format;
  /** Pixels; 0: in proportion to the height, or that of the video. */
  readonly width: number;
  /** Pixels; 0: in proportion to the width. */
  readonly height: number;
  readonly fps: Rate;
  readonly quality: number;
  readonly more: More;
}

/** The settings of an animation: those of a template, or its own. */
export type Settings =
  | { readonly kind: 'template'; readonly definition: number }
  | { readonly kind: 'own'; readonly own: OwnSettings };

/** What a new animation begins with: small enough for a message, smooth, and sharp. */
export const firstSettings: OwnSettings = { format: 'webp', width: 480, height: 0, fps: 15, quality: 75, more: {} };

/** Common widths, pixels. */
export const widths = [320, 480, 640, 960] as const;

/** Settings as members of requests. */
export type WireSettings =
  | { readonly Definition: number }
  | { readonly Settings: Readonly<Schemas['AnimationSettings']> };

export function wireSettings(settings: Settings): WireSettings {
  if (settings.kind === 'template') return { Definition: settings.definition };
  const { format, width, height, fps, quality, more } = settings.own;
  const size = { ...(width !== 0 && { Width: width }), ...(height !== 0 && { Height: height }) };
  return { Settings: { Format: format, ...size, Fps: fps, Quality: quality, ...more } };
}

/** The values of a template as own settings, to change them. @param portrait whether the video is higher than wide */
export function ownOf(template: Template, portrait = false): OwnSettings {
  const { Format, Width, Height, ResolutionAdaptive, Fps, Quality } = template;
  const turned = portrait && ResolutionAdaptive === 'open';
  const [width, height] = turned ? [Height, Width] : [Width, Height];
  // Templates may have fractions, which tasks round.
  return { format: Format as Format, width, height, fps: Fps, quality: Math.round(Quality), more: {} };
}

/** Another setting to compare with. */
export type Contrast = 'format' | 'quality' | 'fps' | 'width';

/** Half of the frames of most films. */
const HALF = 15;

/** The settings with one of them changed, to see what it does. */
export function contrasted(own: OwnSettings, what: Contrast, sourceWidth: number): OwnSettings {
  const { fps } = own;
  switch (what) {
    case 'format':
      return { ...own, format: own.format === 'webp' ? 'gif' : 'webp' };
    case 'quality':
      return { ...own, quality: own.quality > 60 ? own.quality - 35 : Math.min(100, own.quality + 35) };
    case 'fps':
      if (fps === 'source') return { ...own, fps: HALF };
      return { ...own, fps: fps > 10 ? Math.ceil(fps / 2) : Math.min(30, fps * 2) };
    case 'width': {
      const width = own.width || sourceWidth;
      const smaller = widths.findLast((one) => one < width);
      return { ...own, height: 0, width: smaller ?? widths.find((one) => one > width) ?? width };
    }
  }
}
