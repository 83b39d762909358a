import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';

export interface AuditFilter {
  readonly since: Date;
  readonly until?: Date | undefined;
  readonly secretId?: string | undefined;
  readonly action?: string | undefined;
  /** `OK` for changes that were made. */
  readonly code?: string | undefined;
  /** Most entries to return, the newest of those that match. */
  readonly limit: number;
}

/** An entry of the audit log. */
export interface AuditRow {
  readonly time: Date;
  readonly secretId: string;
  readonly action: string;
  readonly subAppId: number | null;
  readonly object: string;
  /** `OK`, or the error code. */
  readonly code: string;
  readonly address: string;
  readonly requestId: string;
  /** Number of equal refused requests in the minute; time, object and request id are of the last one. */
  readonly count: number;
}

/** Reads the audit log, the oldest entry first. */
export async function readAudit(db: Database, filter: AuditFilter): Promise<AuditRow[]> {
  const { since, until = null, secretId = null, action = null, code = null, limit } = filter;
  const { rows } = await sql<AuditRow>`
    select * from (
      select * from (
        select time, secret_id as "secretId", action, sub_app_id as "subAppId", object, 'OK' as code, address,
          request_id as "requestId", 1::bigint as count, id
        from audit_change
        where (${code}::text is null or ${code}::text = 'OK')
        union all
        select time, secret_id, action, sub_app_id, object, code, address, request_id, count, id
        from audit_refusal
        where ${code}::text is null or code = ${code}::text
      ) as every
      where time >= ${since} and (${until}::timestamptz is null or time <= ${until}::timestamptz)
        and (${secretId}::text is null or "secretId" = ${secretId}::text)
        and (${action}::text is null or action = ${action}::text)
      order by time desc, id desc limit ${limit}
    ) as latest order by time, id`.execute(db);
  return rows.map(
    ({ time, secretId: id, action: name, subAppId, object, code: result, address, requestId, count }) => ({
      ...{ time, secretId: id, action: name, subAppId, object, code: result, address, requestId, count },
    }),
  );
}
