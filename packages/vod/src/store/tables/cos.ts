import type { ColumnType, Generated } from 'kysely';
import type { Created, Updated } from './column.js';

/** Multipart uploads that are not complete. */
export interface CosUploadTable {
  upload_id: string;
  session_key: string;
  /** Object key, without a leading slash. */
  path: string;
  create_time: Created;
  /** Time of the last part. */
  update_time: Updated;
}

export interface CosPartTable {
  upload_id: string;
  number: number;
  /** Name in the folder of the session. */
  file: string;
  /** bytes */
  size: number;
  md5: string;
  /** CRC-64/XZ, decimal. Null: stored before this column existed. */
  crc64: string | null;
  create_time: ColumnType<Date, Date | undefined, Date>;
}

/** Complete objects. */
export interface CosObjectTable {
  session_key: string;
  path: string;
  /** Name in the folder of the session. */
  file: string;
  /** bytes */
  size: number;
  /** Without quotes. */
  etag: string;
  /** As in CosPartTable. */
  crc64: string | null;
  /** Multipart upload that made it. Null: put in one request. */
  upload_id: string | null;
  create_time: ColumnType<Date, Date | undefined, Date>;
}

/** Space for bodies that are arriving. */
export interface CosReservationTable {
  id: Generated<number>;
  session_key: string;
  /** bytes */
  size: number;
  /** Extended while the body arrives. */
  expire_time: Date;
}
