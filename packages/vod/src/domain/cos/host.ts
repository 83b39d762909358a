import type { CosRequest, Headers } from './request.js';
import { hasS3Signature } from './s3.js';

/** Virtual hosts of COS with a bucket: `<bucket-appid>.cos.<region>.myqcloud.com`, or the domain that clients use for retries. */
const virtualHost = /^([a-z0-9-]+-\d+)\.cos\.[a-z0-9-]+\.(?:myqcloud\.com|tencentcos\.cn)$/;

/**
 * Whether a request is for COS rather than for the API: by its host, or by its signature for clients that
 * replace the host by an address. A preflight has no signature, but announces the header of temporary credentials.
 * Requests with an S3 signature are for COS too, on any host, because their clients read only errors in XML.
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
 * The host that a client signs. The SDK for WeChat mini programs sends requests to a host without a bucket and puts the host of
 * the bucket into `Vod-Forward-Cos`. On other hosts the header is ignored.
 */
export function hostOf({ host, 'vod-forward-cos': forwarded }: Headers, own: string): string | undefined {
  const isForwarded = bucketOf(host, own) === undefined && bucketOf(forwarded, own) !== undefined;
  return isForwarded ? forwarded : host;
}

/** @returns undefined for a host that names no bucket @param own bucket that is also recognized as the first label of any host */
export function bucketOf(host: string | undefined, own: string): string | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '');
  return name.startsWith(`${own}.`) ? own : virtualHost.exec(name)?.[1];
}
