import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../../store/database/database.js';
import { applicationOwner, workFor } from '../../../store/owner.js';
import { ApiError } from '../../../wire/error/api-error.js';
import type { Objects } from '../../cos/objects.js';
import { recount } from '../../cos/space.js';
import type { Uploads } from '../uploads.js';
import { inSeconds, type Resumable, readResumable } from './row.js';

/** How long others wait for a process that was killed. */
const LEASE_S = 15;
const RENEW_MS = 4_000;
/** Pause before another attempt, ms; it doubles. */
const RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;
/** Attempts of one process. Later ones are made by housekeeping. */
const ATTEMPTS = 8;
/** Uploads that one round of housekeeping commits. */
const STEP = 50;

export interface CommitOptions {
  readonly db: Database;
  readonly uploads: Uploads;
  readonly objects: Objects;
  readonly failed: (error: Error) => void;
}

/**
 * Makes media of complete uploads, in the background: a client need not wait for it, and a process that is killed leaves it to another
 * one. Failures that are not due to the file are tried again.
 */
export class Commits {
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: CommitOptions) {
    // Each commit that waits for its next attempt listens; Node.js would warn of eleven.
    setMaxListeners(0, this.stopping.signal);
  }

  /** Commits an upload unless this process does so already. */
  start(upload: Resumable): void {
    const { id, subAppId } = upload;
    if (this.running.has(id) || this.stopping.signal.aborted) return;
    const run = workFor(applicationOwner(subAppId), () => this.run(upload))
      .catch((error: unknown) => this.options.failed(error as Error))
      .finally(() => this.running.delete(id));
    this.running.set(id, run);
  }

  /** Commits the uploads that a killed process left. */
  async startDue(db: Database): Promise<void> {
    const rows = await db
      .selectFrom('resumable_upload')
      .innerJoin('upload', 'upload.session_key', 'resumable_upload.session_key')
      .select('upload.session_key as id')
      .whereRef('received', '=', 'resumable_upload.size')
      .where('error_code', 'is', null)
      .where('commit_time', 'is', null)
      .where(isFree)
      .limit(STEP)
      .execute();
    for (const { id } of rows) {
      const upload = await readResumable(db, id);
      if (upload) this.start(upload);
    }
  }

  /** Starts no more attempts, and waits for those that run. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  private async run(upload: Resumable): Promise<void> {
    if (!(await this.claim(upload.id))) return;
    const timer = setInterval(() => void this.extend(upload.id).catch(() => {}), RENEW_MS);
    timer.unref();
    try {
      for (let tries = 1, pause = RETRY_MS; ; tries++, pause = Math.min(2 * pause, MAX_RETRY_MS)) {
        const again = await this.attempt(upload);
        if (again === undefined) return;
        if (tries === ATTEMPTS || this.stopping.signal.aborted) {
          if (!(again instanceof ApiError)) throw again;
          return;
        }
        await delay(pause, undefined, { signal: this.stopping.signal, ref: false }).catch(() => {});
        if (this.stopping.signal.aborted) return;
      }
    } finally {
      clearInterval(timer);
      await this.giveUp(upload.id).catch(() => {});
    }
  }

  /** @returns the error when another attempt may succeed */
  private async attempt({ id, subAppId, keyId }: Resumable): Promise<unknown> {
    try {
      await this.options.uploads.commit(subAppId, id, { keyId });
      return undefined;
    } catch (error) {
      if (!isFinal(error)) return error;
      await this.fail(id, error);
      return undefined;
    }
  }

  /** Records why the file did not become a media, and deletes it. */
  private async fail(id: string, { code, message }: ApiError): Promise<void> {
    const { db, objects } = this.options;
    await db.transaction().execute(async (trx) => {
      const row = trx.updateTable('resumable_upload').set({ error_code: code, error_message: message });
      await row.where('session_key', '=', id).execute();
      await trx.deleteFrom('cos_object').where('session_key', '=', id).execute();
      // It no longer counts as open.
      const ended = { expire_time: new Date() };
      await trx
        .updateTable('upload')
        .set(ended)
        .where('session_key', '=', id)
        .where('commit_time', 'is', null)
        .execute();
      await recount(trx, id);
    });
    await objects.remove(id).catch(() => {});
  }

  private async claim(id: string): Promise<boolean> {
    const row = this.options.db.updateTable('resumable_upload').set({ commit_until: inSeconds(LEASE_S) });
    const { numUpdatedRows } = await row.where('session_key', '=', id).where(isFree).executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  private async extend(id: string): Promise<void> {
    const row = this.options.db.updateTable('resumable_upload').set({ commit_until: inSeconds(LEASE_S) });
    await row.where('session_key', '=', id).execute();
  }

  private async giveUp(id: string): Promise<void> {
    const row = this.options.db.updateTable('resumable_upload').set({ commit_until: null });
    await row.where('session_key', '=', id).execute();
  }
}

/** Whether no process commits it. A lease that ends later than any new one is from before the clock was set back. */
const isFree = sql<boolean>`(commit_until is null or commit_until < now()
  or commit_until > now() + make_interval(secs => ${2 * LEASE_S}))`;

/** Whether another attempt would fail, too. */
function isFinal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code !== 'RequestLimitExceeded' && error.code !== 'ServiceUnavailable';
}
