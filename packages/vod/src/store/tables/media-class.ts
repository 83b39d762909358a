import type { Generated } from 'kysely';
import type { Created } from './column.js';

export interface MediaClassTable {
  sub_app_id: number;
  class_id: Generated<number>;
  /** -1: top level. */
  parent_id: number;
  name: string;
  create_time: Created;
}
