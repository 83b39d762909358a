import type { Created } from './column.js';

/** A process that runs tasks. */
export interface WorkerTable {
  process: string;
  /** Animations made at the same time. */
  slots: number;
  start_time: Created;
  /** The process renews it while it runs. */
  until: Date;
}
