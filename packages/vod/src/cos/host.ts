import type { CosRequest, Headers } from './request.js';
import { hasS3Signature } from './s3.js';

/** The bucket of a virtual host of COS itself: `<bucket-appid>.cos.<region>.myqcloud.com`, or the domain of its retries. */
const virtualHost = /^([a-z0-9-]+-\d+)\.cos\.[a-z0-9-]+\.(?:myqcloud\.com|tencentcos\.cn)$/;

/**
 * Whether a request is for COS rather than for the API: by its host, or by its signature for clients that put an
 * address in the place of the host. A preflight has no signature; it says that the header of temporary credentials will come.
 * Requests with a signature of S3 go there too, on any host: their clients read errors in XML only.
 * @param bucket with the id of the account: `cliploop-1500000000`
 */
export function isCos(request: Pick<CosRequest, 'method' | 'url' | 'headers'>, bucket: string): boolean {
  const { method, headers } = request;
  if (bucketOf(hostOf(headers, bucket), bucket) !== undefined) return true;
  if (headers.authorization?.startsWith('q-sign-algorithm=')) return true;
  if (hasS3Signature(request)) return true;
  const announced = headers['access-control-request-headers'] ?? '';
  return method === 'OPTIONS' && /\bx-(cos-security-token|amz-[\w-]+)\b/i.test(announced);
}

/**
 * The host that a client means, and signs. The SDK for WeChat mini programs sends to a host that names no bucket, and
 * puts that of the bucket into `Vod-Forward-Cos`; anywhere else the header means nothing.
 */
export function hostOf({ host, 'vod-forward-cos': forwarded }: Headers, own: string): string | undefined {
  const isForwarded = bucketOf(host, own) === undefined && bucketOf(forwarded, own) !== undefined;
  return isForwarded ? forwarded : host;
}

/** @returns undefined for a host that names no bucket @param own also known as the first label of any host */
export function bucketOf(host: string | undefined, own: string): string | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return name.startsWith(`${own}.`) ? own : virtualHost.exec(name)?.[1];
}
