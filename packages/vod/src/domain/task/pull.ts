import type { Transaction } from 'kysely';
import type { JobOwner, Queue } from '../../store/queue/queue.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { Tables } from '../../store/tables/index.js';
import type { NewTask, SubTaskRow } from './task.js';

/** The position of the sub-task that fetches the source of a task. It runs before all others. */
export const PULL_POSITION = -1;

/** What to fetch. It may contain secrets, so it is deleted when the pull ends. */
export interface PullInput {
  /** http: or https: */
  readonly url: string;
  /** Name of the media. Empty: from the source. */
  readonly name: string;
  /** Extension of the media. Empty: from the source. */
  readonly type: string;
  /** Empty: no cover. */
  readonly coverUrl: string;
  /** Of PullUpload; null when the task continues with the media. */
  readonly upload: PullUploadInput | null;
}

/** Media that PullUpload makes of a source. */
export interface PullUploadInput {
  readonly classId: number;
  /** ISO 8601; null: never. */
  readonly expireTime: string | null;
  readonly sourceContext: string;
  /** Sub-tasks of the task that follows with the media; empty: no task. */
  readonly subTasks: NewTask['subTasks'];
}

/** Result of the pull of a PullUpload. */
export interface PullOutput {
  /** MediaBasicInfo of the media when it was made. */
  readonly basicInfo: JsonObject;
  /** The task that follows with the media; empty: none. */
  readonly procedureTaskId: string;
}

/** Adds the pull of a task and its job in the transaction of the caller. */
export async function sendPull(
  trx: Transaction<Tables>,
  queue: Queue,
  owner: JobOwner,
  input: Pick<PullInput, 'url'> & Partial<PullInput>,
): Promise<void> {
  const whole: PullInput = { name: '', type: '', coverUrl: '', upload: null, ...input };
  await trx
    .insertInto('sub_task')
    .values({
      task_id: owner.taskId,
      position: PULL_POSITION,
      kind: 'Pull',
      input: JSON.stringify(whole),
      status: 'WAITING',
    })
    .execute();
  await queue.send(trx, owner, [PULL_POSITION]);
}

/** The input of a pull that has not ended. */
export function pullInput({ input }: SubTaskRow): PullInput {
  return input as unknown as PullInput;
}

/** The result of a pull; undefined for one that has none. */
export function pullOutput({ output }: SubTaskRow): PullOutput | undefined {
  return (output ?? undefined) as PullOutput | undefined;
}
