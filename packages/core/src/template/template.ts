import { type AnimationFormat, animationFormats } from '../options/format.js';
import { animateSchema } from '../options/schema.js';
import { choice, integer, text, zeroOr } from '../schema/kinds.js';
import type { Entry, RecordSchema } from '../schema/record.js';

const side = zeroOr(128, 4096);

/** The fields of a template. Some ranges are narrower than those of the options with the same names. */
export const templateSchema = {
  format: { field: choice(animationFormats), doc: 'Output format.', default: 'gif' },
  width: {
    field: side,
    doc: 'Width, or the long edge if `resolutionAdaptive` is open. 0: in proportion to `height`.',
    unit: 'px',
    default: 0,
    defaultNote: 'auto',
  },
  height: {
    field: side,
    doc: 'Height, or the short edge if `resolutionAdaptive` is open. 0: in proportion to `width`.',
    unit: 'px',
    default: 0,
    defaultNote: 'auto',
  },
  resolutionAdaptive: {
    field: choice(['open', 'close']),
    doc: 'open: `width` applies to the long edge of the displayed video and `height` to the short edge.',
    default: 'open',
  },
  fps: { field: integer(1, 60), doc: 'Frame rate.', unit: 'fps', required: true },
  quality: { field: integer(1, 100), doc: 'Quality.', default: animateSchema.quality.default },
  name: { field: text(64), doc: 'Name.', default: '' },
  comment: { field: text(256), doc: 'Comment.', default: '' },
} as const satisfies RecordSchema & Record<string, Entry>;

/** A named set of output options. */
export interface Template {
  format: AnimationFormat;
  /** 0 (in proportion to the height) or 128 to 4096, px. */
  width: number;
  /** 0 (in proportion to the width) or 128 to 4096, px. */
  height: number;
  /** open: `width` applies to the long edge of the displayed video and `height` to the short edge. */
  resolutionAdaptive: 'open' | 'close';
  /** Frames per second, an integer from 1 to 60. */
  fps: number;
  /** An integer from 1 to 100. */
  quality: number;
  /** At most 64 characters. */
  name: string;
  /** At most 256 characters. */
  comment: string;
}

/** The fields that define a template: `fps`, and all fields that differ from the defaults. */
export type TemplateInput = Pick<Template, 'fps'> & { [K in keyof Template]?: Template[K] | undefined };

/** A template that is part of cliploop. */
export interface Preset extends Template {
  /** 20000 or 20001. */
  id: number;
}
