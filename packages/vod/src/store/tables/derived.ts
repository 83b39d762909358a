import type { ColumnType, Generated } from 'kysely';
import type { Json, JsonObject } from './column.js';

/** What a derived object is: stills, or an animation of a URL. */
export type DerivedKind = 'picture' | 'animation';

/** A file that is made of a media and can be made again. */
export interface DerivedObjectTable {
  file_id: string;
  /** Identifies the request that made it. */
  name: string;
  storage_key: string;
  /** bytes */
  size: number;
  facts: Json<JsonObject>;
  kind: Generated<DerivedKind>;
  /** To the hour. */
  use_time: ColumnType<Date, Date | undefined, Date>;
}

/** The process that makes a derived object. */
export interface DerivedLeaseTable {
  /** As in `DerivedObjectTable`. */
  name: string;
  /** Random id of the lease. */
  holder: string;
  /** The process renews it while it works. */
  until: Date;
}
