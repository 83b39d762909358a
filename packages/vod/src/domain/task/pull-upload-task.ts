import { taskErrors } from '../../wire/error/task-codes.js';
import type { PullCompleteEvent } from '../event/event.js';
import type { PullRow } from './pull.js';
import type { TaskRow } from './task.js';

/** PullUploadTask on the wire, and in events. */
export function wirePullUploadTask(task: TaskRow, pull: PullRow): PullCompleteEvent {
  return {
    TaskId: task.task_id,
    Status: task.status === 'FINISH' || task.status === 'ABORTED' ? 'FINISH' : 'PROCESSING',
    ErrCode: pull.err_code_ext === '' ? 0 : taskErrors[pull.err_code_ext].errCode,
    Message: pull.message,
    FileId: task.file_id,
    MediaBasicInfo: pull.basic_info,
    MetaData: task.meta,
    FileUrl: task.file_url,
    ProcedureTaskId: pull.procedure_task_id,
    ReviewAudioVideoTaskId: '',
    SessionContext: task.session_context,
    SessionId: task.session_id,
    Progress: pull.progress,
  };
}
