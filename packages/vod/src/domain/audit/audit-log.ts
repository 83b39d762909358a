import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { Refusals } from './refusals.js';

/** A change by a request. */
export interface AuditEntry {
  readonly time: Date;
  /** SecretId of an existing key pair. Empty: unknown, or a command of the operator. */
  readonly secretId: string;
  /** Action of the API, or command. */
  readonly action: string;
  readonly subAppId: number | null;
  /** What was changed: `FileId=387702…`. */
  readonly object: string;
  /** Address of the client. */
  readonly address: string;
  readonly requestId: string;
}

/** A refused request. */
export interface RefusedEntry extends AuditEntry {
  readonly code: string;
  /** Whether the request had a valid signature. */
  readonly signed: boolean;
}

/** Changes that wait at most, while the database is away. */
const MAX_WAITING = 20_000;
const BATCH = 1_000;
const FLUSH_MS = 500;

/**
 * The audit log. Entries are written together in the background, so that no request waits for them. Refused requests are counted
 * by minute, key, action, code and address, so that a flood of them does not fill the disk.
 */
export class AuditLog {
  /** Entries that were lost, because the database was away for too long. */
  dropped = 0;
  private changes: AuditEntry[] = [];
  private readonly refusals = new Refusals();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  /**
   * @param warn called when entries were lost
   * @param alsoFlush runs at every flush
   */
  constructor(
    private readonly db: Database,
    private readonly warn: (message: string) => void = () => {},
    private readonly alsoFlush: () => Promise<void> = async () => {},
  ) {}

  start(): void {
    this.timer ??= setInterval(() => void this.flush().catch(() => {}), FLUSH_MS);
    this.timer.unref();
  }

  /** Writes all entries. @throws when the database is away */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.flush();
  }

  change(entry: AuditEntry): void {
    if (this.changes.length < MAX_WAITING) {
      this.changes.push(entry);
      return;
    }
    if (this.dropped++ === 0) this.warn('the audit log loses entries, because the database does not accept them');
  }

  refuse(entry: RefusedEntry): void {
    this.refusals.add(entry);
  }

  /** Writes what was recorded until now, after the flush that runs. */
  async flush(): Promise<void> {
    const flushed = this.flushing.catch(() => {}).then(() => this.write());
    this.flushing = flushed;
    await flushed;
  }

  private async write(): Promise<void> {
    while (this.changes.length > 0) {
      const batch = this.changes.slice(0, BATCH);
      await insertChanges(this.db, batch).catch((error: unknown) => this.skip(error, batch.length));
      this.changes = this.changes.slice(batch.length);
    }
    await this.refusals.write(this.db).catch((error: unknown) => {
      this.skip(error, 1);
      this.refusals.clear();
    });
    await this.alsoFlush();
  }

  /** Gives up entries that the database can never store, so that they do not block the others. @throws other errors */
  private skip(error: unknown, count: number): void {
    const { code = '' } = error as { code?: string };
    // Class 22: the data are invalid.
    if (!code.startsWith('22')) throw error;
    this.dropped += count;
    this.warn(`the audit log lost ${count} entries: ${(error as Error).message}`);
  }
}

/** Writes changes, also those of commands. */
export async function insertChanges(db: Database, entries: readonly AuditEntry[]): Promise<void> {
  const rows = entries.map(({ time, secretId, action, subAppId, object, address, requestId }) => ({
    ...{ time, action, object, address, secret_id: secretId, sub_app_id: subAppId, request_id: requestId },
  }));
  await sql`insert into audit_change (time, secret_id, action, sub_app_id, object, address, request_id)
    select time, secret_id, action, sub_app_id, object, address, request_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (time timestamptz, secret_id text, action text,
      sub_app_id bigint, object text, address text, request_id text)`.execute(db);
}
