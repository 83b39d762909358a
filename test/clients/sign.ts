import { createHash, createHmac } from 'node:crypto';

type Pairs = readonly (readonly [name: string, value: string])[];

export interface Keys {
  readonly secretId: string;
  readonly secretKey: string;
}

export interface CosSigning {
  readonly method: string;
  /** The path that the client signs, URL-decoded. */
  readonly path: string;
  readonly params?: Pairs;
  /** Headers that the client signs. */
  readonly headers: Pairs;
  /** Unix seconds, from now: most clients begin a little earlier. */
  readonly from?: number;
  readonly to?: number;
}

/** `Authorization` of COS, as each of its clients computes it: names in lower case, sorted, all encoded. */
export function cosAuthorization(keys: Keys, signing: CosSigning): string {
  const { method, path, params = [], headers, from = 0, to = 3600 } = signing;
  const now = Math.floor(Date.now() / 1000);
  const time = `${now + from};${now + to}`;
  const [names, signed] = sorted(headers);
  const [paramNames, signedParams] = sorted(params);
  const http = `${method.toLowerCase()}\n${path}\n${signedParams}\n${signed}\n`;
  const digest = createHash('sha1').update(http).digest('hex');
  const signature = mac('sha1', mac('sha1', keys.secretKey, time), `sha1\n${time}\n${digest}\n`);
  return [
    `q-sign-algorithm=sha1&q-ak=${keys.secretId}&q-sign-time=${time}&q-key-time=${time}`,
    `q-header-list=${names}&q-url-param-list=${paramNames}&q-signature=${signature}`,
  ].join('&');
}

export interface ApiSigning {
  readonly host: string;
  readonly contentType: string;
  readonly body: string;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** `Authorization` of API 3.0, as its SDKs compute it: TC3-HMAC-SHA256 over content-type and host. */
export function apiAuthorization(keys: Keys, { host, contentType, body, timestamp }: ApiSigning): string {
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/vod/tc3_request`;
  const signed = 'content-type;host';
  const list = `content-type:${contentType}\nhost:${host}\n`;
  const canonical = `POST\n/\n\n${list}\n${signed}\n${sha256(body)}`;
  const text = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`;
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const key = hmac(hmac(hmac(`TC3${keys.secretKey}`, date), 'vod'), 'tc3_request');
  const signature = hmac(key, text).toString('hex');
  return `TC3-HMAC-SHA256 Credential=${keys.secretId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}

function sorted(pairs: Pairs): [names: string, signed: string] {
  const encoded = pairs.map(([name, value]) => [encode(name).toLowerCase(), encode(value)] as const);
  const list = encoded.sort(([one], [other]) => (one < other ? -1 : 1));
  return [list.map(([name]) => name).join(';'), list.map((pair) => pair.join('=')).join('&')];
}

export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function mac(algorithm: string, key: string, text: string): string {
  return createHmac(algorithm, key).update(text).digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
