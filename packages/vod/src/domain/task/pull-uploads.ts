import type { Database } from '../../store/database/database.js';
import type { Queues } from '../../store/queue/queues.js';
import { type PullInput, sendPull } from './pull.js';
import { claimSession, sessionWindow } from './sessions.js';
import { newTaskId } from './task.js';

/** A PullUpload: a source to fetch into the media library. */
interface NewPullUpload {
  readonly subAppId: number;
  readonly source: PullInput;
  /** -10 to 10. Larger ones run first. */
  readonly priority: number;
  readonly sessionId: string;
  readonly sessionContext: string;
}

/** Creates the tasks of PullUpload. */
export class PullUploads {
  constructor(
    private readonly db: Database,
    private readonly queues: Queues,
    private readonly appId: number,
  ) {}

  /**
   * Writes the task and its job in one transaction.
   * @returns the id of the task
   * @throws ApiError InvalidParameterValue.SessionId
   */
  async create({ subAppId, source, priority, sessionId, sessionContext }: NewPullUpload): Promise<string> {
    const taskId = newTaskId(this.appId, 'Pull');
    await this.db.transaction().execute(async (trx) => {
      await claimSession(trx, subAppId, sessionId, sessionWindow.request);
      await trx
        .insertInto('task')
        .values({
          ...{ task_id: taskId, sub_app_id: subAppId, task_type: 'PullUpload', status: 'WAITING' },
          // Empty until the media exists.
          ...{ file_id: '', file_name: '', file_url: '' },
          ...{ priority, notify_mode: '', session_id: sessionId, session_context: sessionContext },
        })
        .execute();
      await sendPull(trx, this.queues.pull, { taskId, subAppId, priority }, source);
    });
    return taskId;
  }
}
