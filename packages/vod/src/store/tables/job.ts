import type { Generated } from 'kysely';

export type QueueName = 'animate' | 'pull';

/** Sub-tasks that can run now, one job each. A job is deleted when its sub-task ends. */
export interface JobTable {
  task_id: string;
  position: number;
  queue: QueueName;
  sub_app_id: number;
  /** Priority of the task. Larger ones run first. */
  priority: number;
  /** Order of jobs with the same priority. */
  number: Generated<number>;
  /** Number of times that a worker has taken the job. */
  attempt: Generated<number>;
  /** A worker has the job, unless its lease has expired. */
  taken: Generated<boolean>;
  /** When the job can be taken: `-infinity` for a new one, the end of the lease for a taken one, the end of a delay for a retry. */
  ready_time: Generated<Date>;
}

/** The order in which the applications of a queue were served. */
export interface JobTurnTable {
  queue: QueueName;
  sub_app_id: number;
  /** Number of the latest job that a worker took. Jobs of the application with the smallest one are next. */
  turn: number;
}
