import { createHash, createHmac, randomInt, randomUUID } from 'node:crypto';
import { credential } from './credential.js';

const API_VERSION = '2018-07-17';

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** How a request is encoded: JSON signed with TC3, a form signed with HmacSHA256, or a query signed with HmacSHA1. */
export const encodings = ['json', 'form', 'query'] as const;
export type Encoding = (typeof encodings)[number];

const host = '127.0.0.1';

/** A signed request, as official clients send it. Values of forms and queries are text. */
export function signed(action: string, params: object, encoding: Encoding, keys = credential): SignedRequest {
  return encoding === 'json' ? tc3(action, params, keys) : v1(action, params, encoding, keys);
}

/** Nested members by dotted names, as in `A.0.B=1`. Leaves out null, and empty objects and arrays. */
export function dotted(value: unknown, name = ''): [name: string, value: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value).flatMap(([member, inner]) => dotted(inner, name === '' ? member : `${name}.${member}`));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function tc3(action: string, params: object, { secretId, secretKey }: typeof credential): SignedRequest {
  const body = JSON.stringify(params);
  const time = Math.floor(Date.now() / 1000);
  const day = new Date(time * 1000).toISOString().slice(0, 10);
  const names = 'content-type;host';
  const canonical = ['POST', '/', '', `content-type:application/json\nhost:${host}\n`, names, sha256(body)].join('\n');
  const scope = `${day}/vod/tc3_request`;
  const text = ['TC3-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(`TC3${secretKey}`, day), 'vod'), 'tc3_request');
  const signature = hmac(key, text).toString('hex');
  const authorization = `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  const common = { 'x-tc-action': action, 'x-tc-version': API_VERSION, 'x-tc-timestamp': String(time) };
  const headers = { host, 'content-type': 'application/json', authorization, 'x-tc-traceid': randomUUID(), ...common };
  return { method: 'POST', path: '/', query: '', headers, body: Buffer.from(body) };
}

function v1(action: string, params: object, encoding: Encoding, keys: typeof credential): SignedRequest {
  const method = encoding === 'form' ? 'POST' : 'GET';
  const [algorithm, digest] = encoding === 'form' ? ['HmacSHA256', 'sha256'] : ['HmacSHA1', 'sha1'];
  const common = {
    Action: action,
    Version: API_VERSION,
    Nonce: randomInt(1, 2 ** 31),
    Region: 'ap-guangzhou',
    RequestClient: 'test',
  };
  const sender = { Timestamp: Math.floor(Date.now() / 1000), SecretId: keys.secretId, SignatureMethod: algorithm };
  const pairs = dotted({ ...params, ...common, ...sender });
  const list = pairs
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = createHmac(digest ?? '', keys.secretKey)
    .update(`${method}${host}/?${list}`)
    .digest('base64');
  const text = [...pairs, ['Signature', signature]]
    .map(([name, value]) => `${encodeURIComponent(name ?? '')}=${encodeURIComponent(value ?? '')}`)
    .join('&');
  const form = { host, 'content-type': 'application/x-www-form-urlencoded' };
  return encoding === 'form'
    ? { method, path: '/', query: '', headers: form, body: Buffer.from(text) }
    : { method, path: '/', query: text, headers: { host }, body: Buffer.alloc(0) };
}
