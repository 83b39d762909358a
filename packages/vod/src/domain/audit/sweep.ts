import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';

/** Largest numbers of rows: about 250 MB and 50 MB with their indexes. */
export interface AuditLimits {
  readonly changes: number;
  readonly refusals: number;
}

const defaultLimits: AuditLimits = { changes: 1_000_000, refusals: 100_000 };

/** Rows that one statement deletes. */
const STEP = 10_000;

/**
 * Deletes entries that are too old, and the oldest ones of too many. Changes and refusals have their own limits, so that refused
 * requests do not push out changes.
 */
export async function sweepAudit(
  db: Database,
  retentionMs: number,
  limits = defaultLimits,
  stop?: AbortSignal,
): Promise<void> {
  const before = new Date(Date.now() - retentionMs);
  const keep = (table: 'audit_change' | 'audit_refusal', rows: number) =>
    sql`delete from ${sql.table(table)} where id in (
      select id from ${sql.table(table)}
      where time < ${before} or id < (select id from ${sql.table(table)} order by id desc offset ${rows - 1} limit 1)
      limit ${STEP})`;
  for (const statement of [keep('audit_change', limits.changes), keep('audit_refusal', limits.refusals)]) {
    let deleted: bigint;
    do {
      deleted = (await statement.execute(db)).numAffectedRows ?? 0n;
    } while (deleted === BigInt(STEP) && !stop?.aborted);
  }
}
