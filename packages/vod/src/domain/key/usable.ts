import { type RawBuilder, sql } from 'kysely';

/** How long other processes accept the pair of a process that was killed. */
export const LEASE_S = 6;

/**
 * Whether the key pair `k` of a query is enabled and has not expired. A pair from the environment must also be in the environment of
 * a running process. A
 * lease that ends later than any new one is from before the clock was set back, perhaps of a process that was killed.
 * @param own SecretId in the environment of this process
 */
export function isUsable(own = ''): RawBuilder<boolean> {
  return sql<boolean>`(k.enabled and (k.expire_time is null or k.expire_time > now()) and (
    k.origin <> 'environment' or k.secret_id = ${own} or exists (
      select from key_holder where key_holder.secret_id = k.secret_id and key_holder.until > now()
        and key_holder.until <= now() + make_interval(secs => ${2 * LEASE_S}))))`;
}

/** Whether the key pair that opened the upload of a query may still upload to its application. */
export function openerIsUsable(): RawBuilder<boolean> {
  return sql<boolean>`(upload.key_id is null or ${mayUpload(sql.ref('upload.key_id'))})`;
}

/** Whether a key pair may upload to the application of the upload of a query. */
export function mayUpload(keyId: string | RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from key_pair as k where k.secret_id = ${keyId} and ${isUsable()} and 'upload' = any(k.rights)
      and (k.applications is null or upload.sub_app_id = any(k.applications)))`;
}
