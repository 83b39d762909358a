import { createHash, createHmac, randomUUID } from 'node:crypto';
import { credential } from './credential.js';

export interface RouteCall {
  readonly method?: string;
  /** As sent, with its query: `/x/v1/media/5/stills?Count=3`. */
  readonly path: string;
  /** Members of the JSON body. Default: no body. */
  readonly body?: object | undefined;
  /** Default: `credential`. */
  readonly keys?: typeof credential;
  /** Seconds to add to the clock. */
  readonly skew?: number;
  /** Further headers that are signed, with lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body is not signed, and not part of the result. */
  readonly unsignedBody?: boolean;
}

/** A signed request for `fetch` and `inject`. */
export interface SignedRoute {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signs a request for a route under `/x/v1` with TC3-HMAC-SHA256: the method, the path and the query as sent. */
export function signedRoute(call: RouteCall): SignedRoute {
  const { method = 'GET', path, body, keys = credential, skew = 0, headers: more = {}, unsignedBody = false } = call;
  const text = body === undefined ? '' : JSON.stringify(body);
  const time = Math.floor(Date.now() / 1000) + skew;
  const day = new Date(time * 1000).toISOString().slice(0, 10);
  const [plain = '', query = ''] = path.split(/\?(.*)/s);
  const own = { 'content-type': 'application/json', ...more };
  const signed = Object.entries({ ...own, host: '127.0.0.1' }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const headers = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = [method, plain, query, headers, names, sha256(unsignedBody ? 'UNSIGNED-PAYLOAD' : text)].join('\n');
  const scope = `${day}/vod/tc3_request`;
  const key = hmac(hmac(hmac(`TC3${keys.secretKey}`, day), 'vod'), 'tc3_request');
  const signature = hmac(key, ['TC3-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  return {
    method,
    path,
    headers: {
      ...own,
      ...(unsignedBody && { 'x-tc-content-sha256': 'UNSIGNED-PAYLOAD' }),
      'x-tc-timestamp': String(time),
      'x-tc-traceid': randomUUID(),
      authorization: `TC3-HMAC-SHA256 Credential=${keys.secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    },
    ...(body !== undefined && { body: text }),
  };
}
