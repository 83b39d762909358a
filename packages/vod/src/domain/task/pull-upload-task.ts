import { taskErrors } from '../../wire/error/task-codes.js';
import type { PullCompleteEvent } from '../event/event.js';
import { pullOutput } from './pull.js';
import type { SubTaskRow, TaskRow } from './task.js';

/** PullUploadTask on the wire, and in events. */
export function wirePullUploadTask(task: TaskRow, pull: SubTaskRow): PullCompleteEvent {
  const output = pullOutput(pull);
  return {
    TaskId: task.task_id,
    Status: task.status === 'FINISH' || task.status === 'ABORTED' ? 'FINISH' : 'PROCESSING',
    ErrCode: pull.err_code_ext === '' ? 0 : taskErrors[pull.err_code_ext].errCode,
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
