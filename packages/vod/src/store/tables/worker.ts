import type { Generated } from 'kysely';
import type { Created, NullableJson } from './column.js';

/** A layer of the sandbox of media processes. */
export interface WorkerLayer {
  readonly name: string;
  readonly active: boolean;
}

/** A process that runs tasks. */
export interface WorkerTable {
  process: string;
  /** Animations made at the same time. */
  slots: number;
  start_time: Created;
  /** Version of the program. */
  version: Generated<string>;
  /** Null: not known. */
  sandbox: NullableJson<readonly WorkerLayer[] | null>;
  /** The process renews it while it runs. */
  until: Date;
}
