import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Grant } from '../grant.js';
import type { CosRequest } from '../request.js';

export const secretId = 'AKIDtmp';
/** The grant of the credentials in these tests. */
export const grant: Grant = {
  sessionKey: '0123456789abcdef0123456789abcdef',
  subAppId: 1,
  secretKey: 'tmpkey',
  token: 'tmptoken',
  paths: ['1500000000/media/vid.mp4', '1500000000/media/cover 封面.png'],
  expireTime: new Date('2100-01-01'),
};

export interface Sending {
  readonly method: string;
  /** Path and query, URL-encoded. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
  /** Unix seconds, of the signature. */
  readonly from?: number;
  readonly to?: number;
  readonly secretKey?: string;
}

/** A request as a client signs it: all parameters, and all headers but the token. */
export function request({ method, url, headers = {}, body = '', from, to, secretKey = grant.secretKey }: Sending) {
  const now = Math.floor(Date.now() / 1000);
  const time = `${from ?? now - 1};${to ?? now + 900}`;
  const [path = '', query = ''] = url.split('?');
  const params = query.split('&').filter((piece) => piece !== '');
  const pairs = params.map((piece) => {
    const [name = '', value = ''] = piece.split('=');
    return [name, decodeURIComponent(value)] as const;
  });
  const sent = { host: 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com', ...headers };
  const [urlList, signedParams] = listed(pairs);
  const [headerList, signedHeaders] = listed(Object.entries(sent));
  const http = `${method.toLowerCase()}\n${decodeURIComponent(path)}\n${signedParams}\n${signedHeaders}\n`;
  const digest = createHash('sha1').update(http).digest('hex');
  const signature = mac(mac(secretKey, time), `sha1\n${time}\n${digest}\n`);
  const authorization = [
    `q-sign-algorithm=sha1&q-ak=${secretId}&q-sign-time=${time}&q-key-time=${time}`,
    `q-header-list=${headerList}&q-url-param-list=${urlList}&q-signature=${signature}`,
  ].join('&');
  const stream = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
  return {
    method,
    url,
    headers: { ...sent, authorization, 'x-cos-security-token': grant.token } as Record<string, string>,
    body: stream,
  } satisfies CosRequest;
}

function listed(pairs: readonly (readonly [string, string])[]): [names: string, signed: string] {
  const sorted = pairs
    .map(([name, value]) => [encode(name).toLowerCase(), encode(value)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return [sorted.map(([name]) => name).join(';'), sorted.map((pair) => pair.join('=')).join('&')];
}

function encode(text: string): string {
  const hex = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex);
}

function mac(key: string, text: string): string {
  return createHmac('sha1', key).update(text).digest('hex');
}
