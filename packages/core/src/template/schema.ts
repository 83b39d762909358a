import { choice, integer, text, zeroOr } from '../schema/kinds.js';
import type { Entry, RecordSchema } from '../schema/record.js';

const side = zeroOr(128, 4096);

/** The fields of a template. Their ranges are narrower than those of the options of the same name. */
export const templateSchema = {
  format: {
    field: choice(['gif', 'webp']),
    doc: 'Format of the output.',
    default: 'gif',
  },
  width: {
    field: side,
    doc: 'Width, or the long edge when `resolutionAdaptive` is open; 0: in proportion to the other side.',
    unit: 'px',
    default: '0',
  },
  height: {
    field: side,
    doc: 'Height, or the short edge when `resolutionAdaptive` is open; 0: in proportion to the other side.',
    unit: 'px',
    default: '0',
  },
  resolutionAdaptive: {
    field: choice(['open', 'close']),
    doc: 'open: `width` is the long edge of the displayed picture and `height` the short one.',
    default: 'open',
  },
  fps: { field: integer(1, 60), doc: 'Frame rate.', unit: 'frames/s', required: true },
  quality: { field: integer(1, 100), doc: 'Quality.', default: '75' },
  name: { field: text(64), doc: 'Name.', default: "''" },
  comment: { field: text(256), doc: 'Comment.', default: "''" },
} as const satisfies RecordSchema & Record<string, Entry>;
