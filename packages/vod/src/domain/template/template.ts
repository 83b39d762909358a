import type { AnimationFormat } from '@cliploop/core';
import { apiError } from '../../wire/error/api-error.js';
import { wireTime } from '../../wire/time.js';

/** Settings of an animation, with a name. */
export interface TemplateFields {
  name: string;
  comment: string;
  /** px; 0: derived from the height, or from the video. */
  width: number;
  /** px; 0: derived from the width, or from the video. */
  height: number;
  /** open: width is the long side of the frame and height the short one. */
  resolutionAdaptive: 'open' | 'close';
  format: AnimationFormat;
  /** Frames per second, 1 to 60. */
  fps: number;
  /** 1 to 100. */
  quality: number;
}

export interface AnimatedGraphicsTemplate extends TemplateFields {
  readonly definition: number;
  readonly preset: boolean;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** AnimatedGraphicsTemplate on the wire. */
export function wireTemplate(template: AnimatedGraphicsTemplate): object {
  return {
    Definition: template.definition,
    Type: template.preset ? 'Preset' : 'Custom',
    Name: template.name,
    Comment: template.comment,
    Width: template.width,
    Height: template.height,
    ResolutionAdaptive: template.resolutionAdaptive,
    Format: template.format,
    Fps: template.fps,
    Quality: template.quality,
    CreateTime: wireTime(template.createTime),
    UpdateTime: wireTime(template.updateTime),
  };
}

/**
 * The contract requires a size of custom WebP templates, although the preset 20001 has none.
 * @throws ApiError InvalidParameterValue.FormatWebpWidthAndHeightBothZero
 */
export function checkWebpSize({ format, width, height }: Pick<TemplateFields, 'format' | 'width' | 'height'>): void {
  if (format !== 'webp' || width !== 0 || height !== 0) return;
  const message = 'Width and Height are both 0; a custom WebP template needs at least one of them';
  throw apiError('InvalidParameterValue.FormatWebpWidthAndHeightBothZero', message);
}
