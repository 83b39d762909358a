import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { JsonObject } from '../../store/tables/column.js';
import type { NotifyMode, SubTaskStatus, SubTaskTable, TaskTable } from '../../store/tables/task.js';
import { animatedGraphics, type Kind, memberOf } from '../../wire/contract/sub-task-kinds.js';
import { taskErrors } from '../../wire/error/task-codes.js';
import { wireTime } from '../../wire/time.js';

/** One animation of a task. Offsets are in seconds; 0 or absent: start or end of the video; negative: from its end. */
export interface AnimatedGraphicInput {
  /** 0: the sub-task has settings of its own. */
  Definition: number;
  StartTimeOffset?: number | undefined;
  EndTimeOffset?: number | undefined;
}

export type TaskRow = Selectable<TaskTable>;
export type SubTaskRow = Selectable<SubTaskTable>;

/** The media of a task. */
export interface TaskSource {
  readonly fileId: string;
  readonly fileName: string;
  readonly fileUrl: string;
  readonly meta: JsonObject | null;
  /** A source that is fetched first. Then there is no media yet. */
  readonly pull?: { readonly url: string };
}

/** A sub-task to create. */
export interface NewSubTask {
  readonly kind: Kind;
  readonly input: JsonObject;
  /** Settings of an animation without a template, as JSON. */
  readonly settings?: string;
}

/** A task to create. */
export interface NewTask {
  readonly subAppId: number;
  readonly source: TaskSource;
  readonly subTasks: readonly NewSubTask[];
  /** -10 to 10. Larger ones run first. */
  readonly priority: number;
  readonly notifyMode: NotifyMode | '';
  readonly sessionId: string;
  readonly sessionContext: string;
  /** Time during which the session id is refused again, ms. */
  readonly sessionWindow: number;
}

export interface WholeTask {
  readonly task: TaskRow;
  /** Sorted by position, without the pull. */
  readonly subTasks: readonly SubTaskRow[];
  /** The pull of a PullUpload. */
  readonly pull?: SubTaskRow | undefined;
}

/** Makes an id in the form that clients know: `1500000001-procedurev2-<32 hex>t0`. */
export function newTaskId(appId: number, kind: 'procedurev2' | 'Pull' = 'procedurev2'): string {
  return `${appId}-${kind}-${randomBytes(16).toString('hex')}t0`;
}

export function hasEnded(status: SubTaskStatus): boolean {
  return status === 'SUCCESS' || status === 'FAIL' || status === 'ABORTED';
}

/** The status of a task in its wire object: aborted tasks are finished, and waiting ones are in process. */
export function wireStatus({ status }: TaskRow): 'PROCESSING' | 'FINISH' {
  return status === 'FINISH' || status === 'ABORTED' ? 'FINISH' : 'PROCESSING';
}

/** ErrCode of a sub-task. 0: it has not failed. */
export function errCodeOf({ err_code_ext: code }: SubTaskRow): 0 | 40000 | 60000 | 70000 {
  return code === '' ? 0 : taskErrors[code].errCode;
}

/** ProcedureTask on the wire, and in events. */
export function wireProcedureTask(task: TaskRow, subTasks: readonly SubTaskRow[]): JsonObject {
  return {
    TaskId: task.task_id,
    Status: wireStatus(task),
    ErrCode: 0,
    Message: '',
    FileId: task.file_id,
    FileName: task.file_name,
    FileUrl: task.file_url,
    MetaData: task.meta,
    MediaProcessResultSet: subTasks.map(wireResult),
    AiContentReviewResultSet: [],
    AiAnalysisResultSet: [],
    AiRecognitionResultSet: [],
    TasksPriority: task.priority,
    TasksNotifyMode: task.notify_mode,
    SessionContext: task.session_context,
    SessionId: task.session_id,
  };
}

function wireResult(row: SubTaskRow): JsonObject {
  // Pulls are not in the list: the contract does not have them.
  const kind = row.kind as Kind;
  const common = {
    Status: row.status === 'WAITING' ? 'PROCESSING' : row.status === 'ABORTED' ? 'FAIL' : row.status,
    ErrCodeExt: row.err_code_ext,
    ErrCode: errCodeOf(row),
    Message: row.message,
    Input: row.input,
    Output: row.output,
    Progress: row.progress,
    BeginProcessTime: wireTime(row.begin_time),
    FinishTime: wireTime(row.finish_time),
  };
  const input = { StartTimeOffset: 0, EndTimeOffset: 0, ...row.input };
  const task = kind === animatedGraphics ? { ...common, Input: input } : common;
  return { Type: kind, [memberOf(kind)]: task };
}
