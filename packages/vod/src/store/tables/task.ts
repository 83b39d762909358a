import type { ColumnType, Generated } from 'kysely';
import type { Kind } from '../../wire/contract/sub-task-kinds.js';
import type { TaskErrorCode } from '../../wire/error/task-codes.js';
import type { Created, JsonObject, NullableJson } from './column.js';

/** `PullUpload` downloads a source and stores it as a media. */
export type TaskType = 'Procedure' | 'PullUpload';
export type TaskStatus = 'WAITING' | 'PROCESSING' | 'FINISH' | 'ABORTED';
export type SubTaskStatus = 'WAITING' | 'PROCESSING' | 'SUCCESS' | 'FAIL' | 'ABORTED';
export type NotifyMode = 'Finish' | 'Change' | 'None';

export interface TaskTable {
  task_id: string;
  sub_app_id: number;
  task_type: TaskType;
  status: TaskStatus;
  file_id: string;
  file_name: string;
  file_url: string;
  /** MediaMetaData of the source when the task was created. */
  meta: NullableJson<JsonObject | null>;
  priority: number;
  /** As in the request; empty when the request had none. */
  notify_mode: NotifyMode | '';
  session_id: string;
  session_context: string;
  create_time: Created;
  begin_time: ColumnType<Date | null, Date | undefined, Date>;
  finish_time: ColumnType<Date | null, Date | undefined, Date>;
}

/** Sub-tasks of tasks. */
export interface SubTaskTable {
  task_id: string;
  /** Order of the sub-tasks, from 0. -1: the pull of the source, which runs before all others. */
  position: number;
  /** `Pull` is not a kind of the contract. */
  kind: Kind | 'Pull';
  /** Input of the sub-task. Of a pull: PullInput of the domain while it runs, then empty. */
  input: NullableJson<JsonObject>;
  /** StoredSettings of the domain. Null: the sub-task has no settings of its own. */
  settings: NullableJson<JsonObject | null>;
  status: SubTaskStatus;
  /** 0 to 100. */
  progress: Generated<number>;
  /** Number of the latest attempt; only its result counts. */
  attempt: Generated<number>;
  /** Transient failures and crashes of the media process. */
  faults: Generated<number>;
  err_code_ext: Generated<TaskErrorCode | ''>;
  message: Generated<string>;
  output: NullableJson<JsonObject | null>;
  /** AnimationFacts of the domain. Null: there is no result, or an older version made it. */
  facts: NullableJson<JsonObject | null>;
  begin_time: ColumnType<Date | null, Date | undefined, Date>;
  finish_time: ColumnType<Date | null, Date | undefined, Date>;
}

export interface SessionTable {
  sub_app_id: number;
  session_id: string;
  expire_time: Date;
}
