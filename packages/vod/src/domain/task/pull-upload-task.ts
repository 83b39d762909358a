import type { PullCompleteEvent } from '../event/event.js';
import { pullOutput } from './pull.js';
import { errCodeOf, type SubTaskRow, type TaskRow, wireStatus } from './task.js';

/** PullUploadTask on the wire, and in events. */
export function wirePullUploadTask(task: TaskRow, pull: SubTaskRow): PullCompleteEvent {
  const output = pullOutput(pull);
  return {
    TaskId: task.task_id,
    Status: wireStatus(task),
    ErrCode: errCodeOf(pull),
    Message: pull.message,
    FileId: task.file_id,
    MediaBasicInfo: output?.basicInfo ?? null,
    MetaData: task.meta,
    FileUrl: task.file_url,
    ProcedureTaskId: output?.procedureTaskId ?? '',
    ReviewAudioVideoTaskId: '',
    SessionContext: task.session_context,
    SessionId: task.session_id,
    Progress: pull.progress,
  };
}
