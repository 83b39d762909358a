import { sql, type Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { type ApiError, apiError } from '../../wire/error/api-error.js';

/** Limits of uploads that are not committed. A key pair may use half of what its application may. */
export interface UploadLimits {
  /** Uploads with valid credentials of one client upload signature. */
  readonly signatureUploads: number;
  /** Bytes of its uploads. At least the largest source. */
  readonly signatureBytes: number;
  /** Uploads with valid credentials of one application. */
  readonly appUploads: number;
  /** Bytes of its uploads. */
  readonly appBytes: number;
}

/** Limits that ordinary use does not reach. */
export const defaultUploadLimits: UploadLimits = {
  signatureUploads: 100,
  signatureBytes: 64 * 2 ** 30,
  appUploads: 20_000,
  appBytes: 1024 * 2 ** 30,
};

/** Advisory lock of everything that counts uploads or their bytes: any number that nothing else in this database uses. */
const LOCK = 7_230_115_015;

/** Counts of other transactions wait until this one ends. */
export async function lockCounts(trx: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
}

/** Who an upload counts for. */
export interface Counted {
  readonly subAppId: number;
  readonly keyId: string | null;
  /** SHA-256 of the signature. */
  readonly signature: string | null;
}

/**
 * Refuses another open upload when there are too many. Expired and committed uploads do not count.
 * @throws ApiError LimitExceeded
 */
export async function checkOpenUploads(
  trx: Transaction<Tables>,
  limits: UploadLimits,
  { subAppId, keyId, signature }: Counted,
): Promise<void> {
  await lockCounts(trx);
  const { signatureUploads, appUploads } = limits;
  const scopes = [
    { what: 'This signature', column: 'signature', of: signature, most: signatureUploads },
    { what: 'This key pair', column: 'key_id', of: keyId, most: halfOf(appUploads) },
    { what: `Application ${subAppId}`, column: 'sub_app_id', of: subAppId, most: appUploads },
  ] as const;
  for (const { what, column, of, most } of scopes) {
    if (of === null) continue;
    const open = trx
      .selectFrom('upload')
      .select(sql<number>`1`.as('one'))
      .where(column, '=', of as never)
      .where('commit_time', 'is', null)
      .where('expire_time', '>', new Date())
      .limit(most);
    const { count } = await trx
      .selectFrom(open.as('open'))
      .select((counted) => counted.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    if (count >= most) throw tooMany(what, most);
  }
}

/** What a key pair may use. */
export function halfOf(limit: number): number {
  return Math.max(1, Math.floor(limit / 2));
}

function tooMany(what: string, most: number): ApiError {
  const message = `${what} has ${most} open uploads, which is the limit; commit some of them, or wait until their credentials expire`;
  return apiError('LimitExceeded', message);
}
