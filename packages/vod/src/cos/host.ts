import type { CosRequest } from './request.js';

/** The bucket of a virtual host of COS itself: `<bucket-appid>.cos.<region>.myqcloud.com`, or the domain of its retries. */
const virtualHost = /^([a-z0-9-]+-\d+)\.cos\.[a-z0-9-]+\.(?:myqcloud\.com|tencentcos\.cn)$/;

/**
 * Whether a request is for COS rather than for the API: by its host, or by its signature for clients that put an
 * address in the place of the host. A preflight has no signature; it says that the header of temporary credentials will come.
 * @param bucket with the id of the account: `cliploop-1500000000`
 */
export function isCos({ method, headers }: Pick<CosRequest, 'method' | 'headers'>, bucket: string): boolean {
  if (bucketOf(headers.host, bucket) !== undefined) return true;
  if (headers.authorization?.startsWith('q-sign-algorithm=')) return true;
  return method === 'OPTIONS' && /\bx-cos-security-token\b/i.test(headers['access-control-request-headers'] ?? '');
}

/** @returns undefined for a host that names no bucket @param own also known as the first label of any host */
export function bucketOf(host: string | undefined, own: string): string | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return name.startsWith(`${own}.`) ? own : virtualHost.exec(name)?.[1];
}
