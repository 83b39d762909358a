import type { Generated } from 'kysely';
import type { Kind } from '../../wire/contract/sub-task-kinds.js';
import type { TaskErrorCode } from '../../wire/error/task-codes.js';
import type { JsonObject, NullableJson } from './column.js';
import type { SubTaskStatus } from './task.js';

/** Media that PullUpload makes of a source. */
export interface Upload {
  readonly classId: number;
  /** ISO 8601; null: never. */
  readonly expireTime: string | null;
  readonly sourceContext: string;
  /** Sub-tasks of the task that follows with the media; empty: no task. */
  readonly subTasks: readonly { readonly kind: Kind; readonly input: JsonObject }[];
}

/** The source of a task that has to be fetched first. */
export interface PullTable {
  task_id: string;
  /** Where it is; may hold secrets, and is empty once the pull is over. */
  url: string;
  /** Of the media that it will be, and its extension; empty: as the source says. */
  name: string;
  type: Generated<string>;
  /** Like `url`; empty: none. */
  cover_url: Generated<string>;
  /** Null when the task goes on with the media itself; and once the pull is over. */
  upload: NullableJson<Upload | null>;
  status: SubTaskStatus;
  /** 0 to 100. */
  progress: Generated<number>;
  /** As in SubTaskTable. */
  attempt: Generated<number>;
  faults: Generated<number>;
  job_id: string;
  err_code_ext: Generated<TaskErrorCode | ''>;
  message: Generated<string>;
  /** MediaBasicInfo of the media as it was made. */
  basic_info: NullableJson<JsonObject | null>;
  /** Of the task that goes on with the media; empty: none. */
  procedure_task_id: Generated<string>;
}
