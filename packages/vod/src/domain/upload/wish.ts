import type { NotifyMode } from '../task/task.js';

/** What the media of an upload is to be, as it was asked for when the upload began. */
export interface Wish {
  readonly name: string;
  /** Extension, in lower case. */
  readonly type: string;
  /** 0: none. */
  readonly classId: number;
  readonly sourceContext: string;
  /** ISO 8601; null: never. */
  readonly expireTime: string | null;
  /** Task flow to run; empty: none. */
  readonly procedure: string;
  readonly priority: number;
  readonly notifyMode: NotifyMode | '';
  readonly sessionContext: string;
}
