import type { Generated } from 'kysely';
import type { Created } from './column.js';

/** What changes are recorded of. */
export type Noun =
  | 'task'
  | 'media'
  | 'class'
  | 'upload'
  | 'template'
  | 'procedure'
  | 'application'
  | 'delivery'
  | 'key'
  | 'session';

/** Changes of the last hour. Triggers write them. */
export interface ChangeTable {
  /** Transaction that made the change (xid8). */
  transaction_id: Generated<string>;
  number: Generated<number>;
  /** `none`: the row of the migration. */
  noun: Noun | 'none';
  id: string;
  kind: 'created' | 'updated' | 'deleted';
  /** Null: it belongs to no application. */
  sub_app_id: number | null;
  status: string | null;
  /** percent */
  progress: number | null;
  /** The media of a task or an upload. */
  file_id: string | null;
  create_time: Created;
}
