import type { ColumnType } from 'kysely';
import type { Json, JsonObject } from './column.js';

/** A file that is made of a media and can be made again. */
export interface DerivedObjectTable {
  file_id: string;
  /** Identifies the request that made it. */
  name: string;
  storage_key: string;
  /** bytes */
  size: number;
  facts: Json<JsonObject>;
  /** To the hour. */
  use_time: ColumnType<Date, Date | undefined, Date>;
}
