import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { emit } from '../event/emit.js';
import { wirePullUploadTask } from './pull-upload-task.js';
import type { WholeTask } from './task.js';
import { type TaskRow, wireProcedureTask } from './task.js';

/**
 * Writes the event of a task, in the transaction of the change, if TasksNotifyMode asks for it: `Finish` for the end of the task,
 * `Change` also for each change of a sub-task, `None` for nothing. The end of a PullUpload always has an event.
 */
export async function notify(
  trx: Transaction<Tables>,
  { task, subTasks, pull }: WholeTask,
  about: 'Finish' | 'Change',
): Promise<void> {
  if (pull) {
    await emit(trx, task.sub_app_id, {
      EventType: 'PullComplete',
      PullCompleteEvent: wirePullUploadTask(task, pull),
    });
    return;
  }
  if (!wantsEvent(task, about)) return;
  await emit(trx, task.sub_app_id, {
    EventType: 'ProcedureStateChanged',
    ProcedureStateChangeEvent: wireProcedureTask(task, subTasks),
  });
}

/** Whether TasksNotifyMode of a task asks for this event. */
export function wantsEvent({ notify_mode: mode }: TaskRow, about: 'Finish' | 'Change'): boolean {
  return mode === 'Change' || (mode !== 'None' && about === 'Finish');
}
