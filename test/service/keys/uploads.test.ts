import { request } from 'node:http';
import { signUpload, type UploadParams } from '@cliploop/vod';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cosAuthorization } from '../../clients/sign.ts';
import { appId, codeOf, type Pair, type Response, Site, send, v1 } from './support.ts';

let site: Site;
/** Two processes on one database. */
let one: Started;
let other: Started;
let nonce = 0;
/** Another application. */
let SubAppId: number;

beforeAll(async () => {
  [site, one, other] = await Site.openTwo();
  SubAppId = (await send(one, v1('CreateSubAppId', { Name: 'other' }, nonce++))).SubAppId as number;
}, 60_000);
afterAll(() => site?.close());

interface Grant {
  readonly path: string;
  readonly sessionKey: string;
  readonly keys: Pair;
  readonly token: string;
}

function grantOf({ MediaStoragePath: path, VodSessionKey: sessionKey, TempCertificate }: Response): Grant {
  const { SecretId: secretId, SecretKey: secretKey, Token: token } = TempCertificate as Record<string, string>;
  return { path, sessionKey, token, keys: { secretId, secretKey } } as Grant;
}

async function apply(keys: Pair): Promise<Grant> {
  return grantOf(await send(one, v1('ApplyUpload', { MediaType: 'mp4', MediaName: 'clip' }, nonce++, keys)));
}

const commit = (sessionKey: string, keys?: Pair): Promise<string> =>
  codeOf(other, v1('CommitUpload', { VodSessionKey: sessionKey }, nonce++, keys));

/** Puts an object. @param chunks default: one. @returns the status, or `broken` */
async function put(
  { origin }: Started,
  { path, keys, token }: Grant,
  chunks: AsyncIterable<Buffer> | Buffer,
): Promise<number | string> {
  const host = `cliploop-${appId}.cos.ap-guangzhou.myqcloud.com`;
  const authorization = cosAuthorization(keys, { method: 'PUT', path, headers: [['host', host]], from: -10 });
  const headers = { host, authorization, 'x-cos-security-token': token };
  return new Promise((resolve) => {
    const { hostname, port } = new URL(origin);
    const sent = request({ hostname, port, method: 'PUT', path, headers }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
      sent.destroy();
    });
    sent.on('error', () => resolve('broken'));
    void (async () => {
      for await (const chunk of Buffer.isBuffer(chunks) ? [chunks] : chunks) {
        if (sent.destroyed) return;
        sent.write(chunk);
      }
      sent.end();
    })();
  });
}

function sign({ secretId, secretKey }: Pair, more: Partial<UploadParams> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  return signUpload({ secretId, currentTimeStamp: now, expireTime: now + 600, random: nonce++, ...more }, secretKey);
}

async function ugc(
  { origin }: Started,
  action: string,
  body: object,
): Promise<{ code: number; message: string; data: Record<string, string> }> {
  const reply = await fetch(`${origin}/v3/index.php?Action=${action}`, { method: 'POST', body: JSON.stringify(body) });
  return (await reply.json()) as never;
}

const disable = (pair: Pair) => site.run('key', 'disable', pair.secretId);
const enable = (pair: Pair) => site.run('key', 'enable', pair.secretId);

test('refuses signatures of a pair that may not sign uploads, or not for the application', async () => {
  const [reader, signer] = [
    await site.key('--rights', 'read,process,manage'),
    await site.key('--rights', 'upload', '--applications', String(SubAppId)),
  ];
  for (const action of ['PrepareUploadUGC', 'ApplyUploadUGC', 'CommitUploadUGC']) {
    const body = { videoType: 'mp4', vodSessionKey: 'x' };
    expect(await ugc(one, action, { ...body, signature: sign(reader) })).toMatchObject({
      code: 1001,
      message: 'The signature needs the right "upload"; the rights of this key pair are: read, process, manage',
    });
    for (const vodSubAppId of [appId, 0, undefined, 77]) {
      const signature = sign(signer, { vodSubAppId });
      expect(await ugc(one, action, { ...body, signature })).toMatchObject({
        code: 1001,
        message: `The key pair may not use application ${vodSubAppId || appId} (SubAppId); its applications are ${SubAppId}`,
      });
    }
  }
  const signature = sign(signer, { vodSubAppId: SubAppId });
  expect(await ugc(one, 'ApplyUploadUGC', { videoType: 'mp4', signature })).toMatchObject({ code: 0 });
});

test('ends the uploads of a disabled pair: its signatures, temporary credentials and sessions', async () => {
  const pair = await site.key('--rights', 'upload');
  const signature = sign(pair);
  const byKey = await apply(pair);
  const { data } = await ugc(one, 'ApplyUploadUGC', { signature, videoType: 'mp4' });
  const vodSessionKey = data.vodSessionKey ?? '';
  expect(await put(one, byKey, Buffer.from('x'))).toBe(200);
  await disable(pair);
  for (const to of [one, other]) {
    expect(await put(to, byKey, Buffer.from('y'))).toBe(403);
    for (const body of [
      { signature, videoType: 'mp4' },
      { signature, vodSessionKey },
      { signature: sign(pair), videoType: 'mp4' },
    ]) {
      expect((await ugc(to, 'ApplyUploadUGC', body)).code).toBe(1001);
    }
    expect((await ugc(to, 'CommitUploadUGC', { signature, vodSessionKey })).code).toBe(1001);
  }
  // Nor can other pairs of the application finish them.
  expect(await commit(byKey.sessionKey)).toBe('InvalidParameterValue.VodSessionKey');
  const others = sign(await site.key());
  expect((await ugc(one, 'ApplyUploadUGC', { signature: others, vodSessionKey })).code).toBe(1004);
  expect((await ugc(one, 'CommitUploadUGC', { signature: others, vodSessionKey })).code).toBe(1004);
  await enable(pair);
  expect(await put(one, byKey, Buffer.from('z'))).toBe(200);
  expect(await commit(byKey.sessionKey)).toBe('FailedOperation');
});

test('ends the uploads of a pair that loses the right, the application or its time', async () => {
  for (const flags of [
    ['--rights', 'read'],
    ['--applications', String(SubAppId)],
    ['--expire', '1s'],
  ]) {
    const pair = await site.key();
    const grant = await apply(pair);
    expect(await put(one, grant, Buffer.from('x'))).toBe(200);
    await site.run('key', 'modify', pair.secretId, ...flags);
    await expect.poll(() => put(other, grant, Buffer.from('y')), { timeout: 20_000 }).toBe(403);
    expect(await commit(grant.sessionKey)).toBe('InvalidParameterValue.VodSessionKey');
  }
});

test('stops an upload that is running when its pair is disabled', async () => {
  const pair = await site.key();
  const grant = await apply(pair);
  let chunks = 0;
  let isDisabled = false;
  const slow = async function* () {
    for (; chunks < 200; chunks++) {
      yield Buffer.alloc(1_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const ended = put(other, grant, slow()).finally(() => expect(isDisabled).toBe(true));
  await expect.poll(() => chunks, { timeout: 20_000 }).toBeGreaterThan(5);
  await disable(pair);
  isDisabled = true;
  expect(await ended).not.toBe(200);
  expect(chunks).toBeLessThan(100);
});
