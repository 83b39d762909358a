import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { RefusedEntry } from './audit-log.js';

/**
 * Groups of one minute that one process records, of signed requests and of others. Further ones are counted without key, action and
 * address. Requests that are not signed cannot take the place of signed ones.
 */
const MAX_GROUPS = 100;
/** Groups that wait at most, while the database is away. */
const MAX_WAITING = 5_000;
const MINUTE_MS = 60_000;

interface Group extends RefusedEntry {
  readonly minute: number;
  /** Since the last write. */
  count: number;
}

/** Refused requests, counted by minute, key, action, code and address. */
export class Refusals {
  private readonly groups = new Map<string, Group>();
  /** Keys of the groups of the current minute, also of written ones. */
  private known = { signed: new Set<string>(), others: new Set<string>() };
  private minute = 0;

  add(entry: RefusedEntry): void {
    const minute = Math.floor(entry.time.getTime() / MINUTE_MS);
    if (minute !== this.minute) {
      this.minute = minute;
      this.known = { signed: new Set(), others: new Set() };
    }
    const known = entry.signed ? this.known.signed : this.known.others;
    const key = keyOf(minute, entry);
    if (known.has(key) || known.size < MAX_GROUPS) {
      known.add(key);
      this.count(key, minute, entry);
    } else {
      const other = { ...entry, secretId: '', action: '', object: '', address: 'others', subAppId: null };
      this.count(keyOf(minute, other), minute, other);
    }
  }

  clear(): void {
    this.groups.clear();
  }

  /** Adds the counts to those of other processes. Counts that cannot be written are kept for the next time. */
  async write(db: Database): Promise<void> {
    const groups = [...this.groups.entries()];
    if (groups.length === 0) return;
    const written = groups.map(([, { count }]) => count);
    const rows = groups
      .map(([, group]) => group)
      .map(({ minute, time, secretId, action, code, subAppId, object, address, requestId, count }) => ({
        ...{ time, action, code, object, address, count, minute: new Date(minute * MINUTE_MS) },
        ...{ secret_id: secretId, sub_app_id: subAppId, request_id: requestId },
      }));
    await sql`insert into audit_refusal as old
        (minute, secret_id, action, code, address, count, time, sub_app_id, object, request_id)
      select minute, secret_id, action, code, address, count, time, sub_app_id, object, request_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (minute timestamptz, secret_id text, action text,
        code text, address text, count bigint, time timestamptz, sub_app_id bigint, object text, request_id text)
      order by minute, secret_id, action, code, address
      on conflict (minute, secret_id, action, code, address) do update set count = old.count + excluded.count,
        time = excluded.time, sub_app_id = excluded.sub_app_id, object = excluded.object,
        request_id = excluded.request_id`.execute(db);
    groups.forEach(([key], index) => {
      const group = this.groups.get(key);
      if (!group) return;
      group.count -= written[index] ?? 0;
      if (group.count === 0) this.groups.delete(key);
    });
  }

  private count(key: string, minute: number, entry: RefusedEntry): void {
    const { count = 0 } = this.groups.get(key) ?? {};
    if (count === 0 && this.groups.size >= MAX_WAITING) return;
    this.groups.set(key, { ...entry, minute, count: count + 1 });
  }
}

function keyOf(minute: number, { secretId, action, code, address }: RefusedEntry): string {
  return JSON.stringify([minute, secretId, action, code, address]);
}
