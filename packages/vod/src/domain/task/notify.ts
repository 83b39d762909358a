import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { emit } from '../event/emit.js';
import { wirePullUploadTask } from './pull-upload-task.js';
import { type TaskRow, wireProcedureTask } from './task.js';
import type { WholeTask } from './tasks.js';

/**
 * Tells of a task as its caller wanted to hear: `Finish` when it is over, `Change` at every sub-task's change too, `None`
 * never; of the end of a PullUpload always. The event is written with the change itself.
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
  if (!wants(task, about)) return;
  await emit(trx, task.sub_app_id, {
    EventType: 'ProcedureStateChanged',
    ProcedureStateChangeEvent: wireProcedureTask(task, subTasks),
  });
}

/** Whether the caller of a task wanted to hear of this. */
export function wants({ notify_mode: mode }: TaskRow, about: 'Finish' | 'Change'): boolean {
  return mode === 'Change' || (mode !== 'None' && about === 'Finish');
}
