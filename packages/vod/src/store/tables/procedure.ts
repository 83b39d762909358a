import type { Created, Json, JsonObject, Updated } from './column.js';

export interface ProcedureTable {
  sub_app_id: number;
  name: string;
  comment: string;
  /** ProcedureParts of the domain. */
  parts: Json<JsonObject>;
  create_time: Created;
  update_time: Updated;
}
