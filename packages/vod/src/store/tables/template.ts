import type { AnimationFormat } from '@cliploop/core';
import type { Generated } from 'kysely';
import type { Created, Updated } from './column.js';

export interface TemplateTable {
  sub_app_id: number;
  definition: Generated<number>;
  name: string;
  comment: string;
  /** px; 0: derived from the height. */
  width: number;
  /** px; 0: derived from the width. */
  height: number;
  resolution_adaptive: 'open' | 'close';
  format: AnimationFormat;
  fps: number;
  quality: number;
  create_time: Created;
  update_time: Updated;
}
