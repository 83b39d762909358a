import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/database.js';
import type { Subscription } from '../signal/notifier.js';
import { announce, type Signals } from '../signal/signals.js';
import type { Tables } from '../tables/index.js';
import type { QueueName } from '../tables/job.js';

/** A sub-task to run: an animation, or the pull of the source. */
export interface SubTaskJob {
  taskId: string;
  position: number;
}

/** A job that a worker has taken. The worker calls `touch` until the job ends. */
export interface TakenJob extends SubTaskJob {
  readonly subAppId: number;
  /** Number of times that the job was taken, from 1. Identifies the worker that has it. */
  readonly attempt: number;
}

/** The task of jobs. */
export interface JobOwner {
  readonly taskId: string;
  readonly subAppId: number;
  /** Larger ones run first. */
  readonly priority: number;
}

/** Time after the last `touch` after which a worker counts as dead, and another one gets its job. */
const LEASE_SECONDS = 10;
/** Longest delay of a retry. */
const MAX_DELAY_SECONDS = 60;

/**
 * Whether a job can be taken. No job is ever delayed for longer than the longest delay: a time beyond it was written before the
 * clock of the database was set back.
 */
const isReady = sql`(job.ready_time <= now() or job.ready_time > now() + ${MAX_DELAY_SECONDS} * interval '1 s')`;

/**
 * Queue of jobs of one kind. The applications take turns: the next job is of the application with the fewest running jobs, and of
 * these the one that was served least recently. The jobs of one application are ordered by priority, then by age.
 */
export class Queue {
  private readonly topic: string;

  constructor(
    private readonly db: Database,
    private readonly signals: Signals,
    readonly name: QueueName,
  ) {
    this.topic = `job:${name}`;
  }

  /**
   * Adds jobs for sub-tasks in the transaction of the caller. Subscribers are notified after the commit.
   * @param positions of the sub-tasks
   */
  async send(trx: Transaction<Tables>, owner: JobOwner, positions: readonly number[]): Promise<void> {
    if (positions.length === 0) return;
    await sql`insert into job (task_id, position, queue, sub_app_id, priority)
      select ${owner.taskId}, position, ${this.name}, ${owner.subAppId}, ${owner.priority}
      from unnest(${positions}::integer[]) with ordinality as given (position, at) order by at
      on conflict do nothing`.execute(trx);
    await announce(trx, this.topic);
  }

  /** @param except applications whose jobs are left for later */
  async take(except: readonly number[] = []): Promise<TakenJob | undefined> {
    const { rows } = await sql<TakenJob>`
      with recursive waiting (sub_app_id) as (
        -- Reads one index entry for each application, not one for each job.
        (select sub_app_id from job where queue = ${this.name} order by sub_app_id limit 1)
        union all
        select (select job.sub_app_id from job where job.queue = ${this.name} and job.sub_app_id > waiting.sub_app_id
          order by job.sub_app_id limit 1)
        from waiting where waiting.sub_app_id is not null
      ), ranked as materialized (
        select waiting.sub_app_id from waiting
        left join job_turn on job_turn.queue = ${this.name} and job_turn.sub_app_id = waiting.sub_app_id
        where waiting.sub_app_id is not null and waiting.sub_app_id <> all(${except}::bigint[])
        order by (select count(*) from job where job.queue = ${this.name} and job.sub_app_id = waiting.sub_app_id
          and job.taken and not ${isReady}), coalesce(job_turn.turn, 0), waiting.sub_app_id
      ), next as (
        select candidate.* from ranked cross join lateral (
          select job.task_id, job.position, job.sub_app_id from job
          where job.queue = ${this.name} and job.sub_app_id = ranked.sub_app_id and ${isReady}
          order by job.priority desc, job.number limit 1 for update skip locked
        ) as candidate limit 1
      ), served as (
        insert into job_turn (queue, sub_app_id, turn)
        select ${this.name}, sub_app_id, nextval('job_turn_number') from next
        on conflict (queue, sub_app_id) do update set turn = excluded.turn
      )
      update job set taken = true, attempt = job.attempt + 1, ready_time = now() + ${LEASE_SECONDS} * interval '1 s'
      from next where job.task_id = next.task_id and job.position = next.position
      returning job.task_id as "taskId", job.position, job.sub_app_id as "subAppId", job.attempt`.execute(this.db);
    // Wakes another subscriber, because there may be more jobs.
    if (rows[0]) this.wake();
    return rows[0];
  }

  /** Notifies a subscriber of this process. */
  wake(): void {
    this.signals.notifier.notify(this.topic);
  }

  /** Returns a subscription that is notified when there may be jobs. */
  subscribe(): Subscription {
    return this.signals.subscribe(this.topic);
  }

  /** Extends the lease of the job. */
  async touch(job: TakenJob): Promise<void> {
    await sql`update job set ready_time = now() + ${LEASE_SECONDS} * interval '1 s' where ${isOf(job)}`.execute(
      this.db,
    );
  }

  async complete(job: TakenJob): Promise<void> {
    await sql`delete from job where ${isOf(job)}`.execute(this.db);
  }

  /** Returns the job to the queue. It can be taken again after a delay of 1 s to 60 s, which grows with each attempt. */
  async retry(job: TakenJob): Promise<void> {
    const seconds = Math.min(MAX_DELAY_SECONDS, 2 ** (job.attempt - 1) * (1 + Math.random()));
    await sql`update job set taken = false, ready_time = now() + ${seconds} * interval '1 s'
      where ${isOf(job)}`.execute(this.db);
  }
}

/** The condition of a job that the worker still has. */
function isOf({ taskId, position, attempt }: TakenJob) {
  return sql`task_id = ${taskId} and position = ${position} and taken and attempt = ${attempt}`;
}
