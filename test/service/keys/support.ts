import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import { appId, credential } from '@cliploop/testing/credential';
import { command, readConfig, type Started, start } from 'cliploop-server/in-process';
import { type Logger, pino } from 'pino';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

export { appId, credential };

export interface Pair {
  readonly secretId: string;
  readonly secretKey: string;
}

/** The code for key pairs that are unknown, disabled or expired. */
export const refused = 'AuthFailure.SecretIdNotFound';

/** Parameters of CreateClass. */
export const makeClass = (ClassName: string) => ({ ParentId: -1, ClassName });

export const noPair = { CLIPLOOP_SECRET_ID: '', CLIPLOOP_SECRET_KEY: '' };

/** The environment of a process with a key pair. */
export function envOf({ secretId, secretKey }: Pair): NodeJS.ProcessEnv {
  return { CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };
}

/** Processes of the service on one database and one data folder, and the commands of its operator. */
export class Site {
  readonly data: string;
  readonly clip: string;
  private readonly started = new Set<Started>();

  private constructor(
    readonly folder: string,
    readonly database: TestDatabase,
  ) {
    this.data = join(folder, 'data');
    this.clip = join(folder, 'clip.mp4');
  }

  static async open(): Promise<Site> {
    const site = new Site(await mkdtemp(join(tmpdir(), 'cliploop-keys-')), await testDatabase());
    await makeClip(site.clip);
    return site;
  }

  /** A site with two processes on one database. */
  static async openTwo(): Promise<[site: Site, one: Started, other: Started]> {
    const site = await Site.open();
    return [site, await site.start(), await site.start()];
  }

  /** Starts a process. Default: an api process with the key pair `credential`. */
  async start(env: NodeJS.ProcessEnv = envOf(credential), log: Logger = pino({ level: 'silent' })): Promise<Started> {
    const settings = { CLIPLOOP_ROLE: 'api', CLIPLOOP_PUBLIC_URL: 'http://files', CLIPLOOP_PORT: '0' };
    const config = readConfig(['--data', this.data], { ...this.env, ...settings, ...env });
    if (!config) throw new Error('no configuration');
    const one = await start(config, log);
    this.started.add(one);
    return one;
  }

  async stop(one: Started): Promise<void> {
    this.started.delete(one);
    await one.stop();
  }

  /** Runs a command of `cliploop-server`. @returns its stdout, and its warnings */
  async run(...args: readonly string[]): Promise<{ text: string; warnings: string[] }> {
    const warnings: string[] = [];
    const env = { ...this.env, ...noPair, CLIPLOOP_DATA: this.data };
    let text = '';
    const print = async (more: string): Promise<void> => {
      text += more;
    };
    const done = await command(args, env, (message) => warnings.push(message), print);
    return { text: text + ('print' in done ? done.print : ''), warnings };
  }

  /** Creates a key pair. */
  async key(...flags: readonly string[]): Promise<Pair> {
    return JSON.parse((await this.run('key', 'create', '--json', ...flags)).text);
  }

  async addMedia({ service }: Started, name: string, subAppId = appId): Promise<string> {
    return (await service.media.add({ subAppId, file: this.clip, keep: true, name })).fileId;
  }

  async stopAll(): Promise<void> {
    for (const one of [...this.started]) await this.stop(one);
  }

  async close(): Promise<void> {
    await this.stopAll();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  get env(): NodeJS.ProcessEnv {
    return { DATABASE_URL: this.database.url, CLIPLOOP_APP_ID: String(appId) };
  }
}

/** A signed request, which can be sent again and be changed. */
export interface Packet {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Signing {
  readonly keys?: Pair;
  /** Names of the signed headers. Default: `content-type;host`, as the official clients do. */
  readonly headers?: string;
  /** Seconds to add to the clock. */
  readonly skew?: number;
  readonly traceId?: string;
  /** Signs UNSIGNED-PAYLOAD instead of the body. */
  readonly unsignedBody?: boolean;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signs a request with TC3-HMAC-SHA256. */
export function tc3(action: string, params: object, signing: Signing = {}): Packet {
  const { keys = credential, headers: names = 'content-type;host', skew = 0, traceId, unsignedBody } = signing;
  const time = Math.floor(Date.now() / 1000) + skew;
  const body = JSON.stringify(params);
  const headers: Record<string, string> = {
    ...{ 'content-type': 'application/json', 'x-tc-action': action, 'x-tc-version': '2018-07-17' },
    ...(unsignedBody && { 'x-tc-content-sha256': 'UNSIGNED-PAYLOAD' }),
    ...(traceId !== undefined && { 'x-tc-traceid': traceId }),
    'x-tc-timestamp': String(time),
  };
  const list = names.split(';').map((name) => `${name}:${name === 'host' ? '127.0.0.1' : headers[name]}\n`);
  const payload = sha256(unsignedBody ? 'UNSIGNED-PAYLOAD' : body);
  const day = new Date(time * 1000).toISOString().slice(0, 10);
  const scope = `${day}/vod/tc3_request`;
  const text = ['TC3-HMAC-SHA256', time, scope, sha256(['POST', '/', '', list.join(''), names, payload].join('\n'))];
  const key = hmac(hmac(hmac(`TC3${keys.secretKey}`, day), 'vod'), 'tc3_request');
  const signature = hmac(key, text.join('\n')).toString('hex');
  const authorization = `TC3-HMAC-SHA256 Credential=${keys.secretId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { method: 'POST', path: '/', headers: { ...headers, authorization }, body };
}

/** Signs a request with HmacSHA1, in a query. */
export function v1(
  action: string,
  params: Record<string, string | number>,
  nonce: number,
  keys: Pair = credential,
): Packet {
  const common = { Action: action, Version: '2018-07-17', Nonce: nonce, Timestamp: Math.floor(Date.now() / 1000) };
  const pairs = Object.entries({ ...params, ...common, SecretId: keys.secretId });
  const list = pairs.map(([name, value]) => `${name}=${value}`).sort();
  const text = `GET127.0.0.1/?${list.join('&')}`;
  const Signature = createHmac('sha1', keys.secretKey).update(text).digest('base64');
  const query = new URLSearchParams([...pairs.map(([name, value]) => [name, String(value)]), ['Signature', Signature]]);
  return { method: 'GET', path: `/?${query}`, headers: {} };
}

export type Response = { readonly Error?: { readonly Code: string; readonly Message: string } } & Record<
  string,
  unknown
>;

export async function send({ origin }: Started, { method, path, headers, body }: Packet): Promise<Response> {
  const reply = await fetch(`${origin}${path}`, { method, headers, ...(body !== undefined && { body }) });
  return ((await reply.json()) as { Response: Response }).Response;
}

/** `OK`, or the error code. */
export async function codeOf(to: Started, packet: Packet): Promise<string> {
  return (await send(to, packet)).Error?.Code ?? 'OK';
}
