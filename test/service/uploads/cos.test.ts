import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientOf } from '@cliploop/testing/client';
import { bucket, CosClient, cosRefusal, grant, grants, Key, md5Of, secretId } from '@cliploop/testing/cos-client';
import { ServerProcess } from '@cliploop/testing/service-process';
import { Objects } from '@cliploop/vod/internals';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { appId, credential, type Running, startService } from '../../support/service.ts';

const MiB = 2 ** 20;
let folder: string;
let running: Running;
let objects: Objects;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-cos-'));
  running = await startService({}, { grants });
  objects = new Objects(running.service.db, join(running.data, 'media', '.uploads'));
  file = join(folder, 'vid.mp4');
  await writeFile(file, randomBytes(20 * MiB - 12_345));
});
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => objects.remove(grant.sessionKey));

/** Expects the object to be identical to the file. */
async function expectWhole(): Promise<void> {
  const object = await objects.find(grant.sessionKey, Key);
  expect(object?.size).toBe((await stat(file)).size);
  expect(await md5Of(object?.file ?? '')).toBe(await md5Of(file));
}

/** Waits until unfinished parts of disconnected clients are deleted. */
async function settled(client: CosClient, files: () => Promise<number>): Promise<number> {
  await expect.poll(async () => (await client.stored()) - (await files()), { timeout: 20_000 }).toBe(0);
  return client.stored();
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const filesHere = async (): Promise<number> => (await objects.folder.files(grant.sessionKey)).length;

describe('official COS client', () => {
  test('uploads in parts to an address', async () => {
    const client = new CosClient(running.endpoint);
    const { ETag, statusCode } = await client.upload(file);
    expect(statusCode).toBe(200);
    expect(ETag).toMatch(/^"[0-9a-f]{32}-20"$/);
    expect(client.parts).toHaveLength(20);
    await expectWhole();
    expect((await client.sdk.headObject({ ...bucket, Key })).ETag).toBe(ETag);
  });

  test('uploads in parts to a virtual host', async () => {
    const client = new CosClient('', { Ip: running.endpoint });
    await client.upload(file);
    await expectWhole();
  });

  test('uploads in one piece', async () => {
    const { sdk } = new CosClient(running.endpoint);
    const { ETag } = await sdk.putObject({ ...bucket, Key, Body: 'abc' });
    expect(ETag).toBe('"900150983cd24fb0d6963f7d28e17f72"');
    expect(await objects.find(grant.sessionKey, Key)).toMatchObject({ size: 3, etag: ETag });
    // The SDK sends an empty file in one piece.
    const empty = join(folder, 'empty.mp4');
    await writeFile(empty, '');
    await sdk.sliceUploadFile({ ...bucket, Key, FilePath: empty });
    expect(await objects.find(grant.sessionKey, Key)).toMatchObject({ size: 0 });
  });

  test('pauses and resumes', async () => {
    const client = new CosClient(running.endpoint);
    const { promise: paused, resolve } = withResolvers();
    const done = client.upload(file, (count) => {
      if (count !== 8) return;
      client.pause();
      resolve();
    });
    await paused;
    const before = await settled(new CosClient(running.endpoint), filesHere);
    client.restart();
    await done;
    // The eighth part started after the response to the fifth.
    expect(before).toBeGreaterThanOrEqual(5);
    // The client sends parts again whose response it did not wait for.
    expect(client.parts.length).toBeLessThanOrEqual(8 + 15);
    await expectWhole();
  });

  test('cancels, and another client sends only the missing parts', async () => {
    const first = new CosClient(running.endpoint);
    const { promise: cancelled, resolve } = withResolvers();
    void first.upload(file, (count) => {
      if (count !== 8) return;
      first.cancel();
      resolve();
    });
    await cancelled;
    const second = new CosClient(running.endpoint);
    const before = await settled(second, filesHere);
    expect(before).toBeGreaterThanOrEqual(5);
    await second.upload(file);
    expect(second.parts.length).toBeLessThanOrEqual(20 - before);
    expect(new Set(second.parts).size).toBe(second.parts.length);
    await expectWhole();
  });

  test('corrects a wrong clock', async () => {
    for (const SystemClockOffset of [3_600_000, -3_600_000]) {
      const { sdk } = new CosClient(running.endpoint, { SystemClockOffset });
      expect((await sdk.putObject({ ...bucket, Key, Body: 'abc' })).statusCode).toBe(200);
    }
  });

  test('reports the error of a refusal', async () => {
    const put = (options: object, key = Key) => {
      const { sdk } = new CosClient(running.endpoint, options);
      return cosRefusal(sdk.putObject({ ...bucket, Key: key, Body: randomBytes(5 * MiB) }));
    };
    expect(await put({ SecretKey: 'other' })).toMatch(/^SignatureDoesNotMatch: /);
    expect(await put({ SecretId: 'other' })).toMatch(/^InvalidAccessKeyId: /);
    expect(await put({ SecurityToken: 'other' })).toMatch(/^AccessDenied: x-cos-security-token /);
    expect(await put({}, `${Key}x`)).toBe('AccessDenied: These credentials are not for this object');
    expect(await filesHere()).toBe(0);
    const { sdk } = new CosClient(running.endpoint);
    const none = { ...bucket, Key, UploadId: 'abc' };
    expect(await cosRefusal(sdk.multipartListPart(none))).toMatch(/^NoSuchUpload: /);
    expect(await cosRefusal(sdk.multipartAbort(none))).toMatch(/^NoSuchUpload: /);
    expect(await cosRefusal(sdk.getObject({ ...bucket, Key }))).toMatch(/^MethodNotAllowed: /);
    expect(await cosRefusal(sdk.headObject({ ...bucket, Key }))).toBe('404: Not Found');
  });
});

test('serves the API beside the object store', async () => {
  const { TotalCount } = await clientOf(running.endpoint).DescribeAnimatedGraphicsTemplates({});
  expect(TotalCount).toBe(2);
  const options = await fetch(`http://${running.endpoint}/files/a`, { method: 'OPTIONS' });
  expect(options.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS');
});

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request with any Host, which `fetch` cannot send. */
async function ask(method: string, path: string, headers: NodeJS.Dict<string>): Promise<RawAnswer> {
  const [host, port] = running.endpoint.split(':');
  const sent = httpRequest({ host, port, method, path, headers });
  sent.end();
  const [answer] = await once(sent, 'response');
  let body = '';
  for await (const chunk of answer) body += chunk;
  return { status: answer.statusCode, headers: answer.headers, body };
}

const virtual = `cliploop-${appId}.cos.ap-guangzhou.myqcloud.com`;

test.each([
  ['a virtual host', { host: virtual }],
  ['another of them', { host: `cliploop-${appId}.localhost:9000` }],
  ['an address', { 'access-control-request-headers': 'authorization, x-cos-security-token' }],
])('answers preflights to %s', async (_, headers: Record<string, string>) => {
  const usual = 'Authorization, x-cos-security-token, Content-MD5, Cache-Control, Content-Type';
  const asked = { origin: 'https://page.example', 'access-control-request-method': 'PUT', ...headers };
  const { status, headers: corsHeaders } = await ask('OPTIONS', `/${Key}?partNumber=1&uploadId=a`, asked);
  expect(status).toBe(204);
  expect(corsHeaders).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, PUT, POST, HEAD, DELETE, OPTIONS',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? usual,
    'access-control-expose-headers': 'ETag, x-cos-request-id, x-cos-hash-crc64ecma, Date',
  });
});

test.each(['GET', 'PUT', 'POST', 'DELETE', 'PATCH'])('answers %s of a malformed URL in XML', async (method) => {
  const { status, headers, body } = await ask(method, '/%zz', { host: virtual });
  expect(status).toBe(400);
  expect(headers).toMatchObject({ 'content-type': 'application/xml', 'access-control-allow-origin': '*' });
  expect(headers['x-cos-request-id']).toMatch(/^[0-9a-f]{32}$/);
  expect(headers.date).toBeDefined();
  expect(body).toContain('<Code>InvalidURI</Code>');
});

test('refuses an unsigned request to a virtual host in XML, for any path', async () => {
  for (const path of ['/', '/healthz', '/openapi.json', `/files/${Key}`]) {
    const { status, body } = await ask('GET', path, { host: virtual });
    expect([status, body]).toEqual([403, expect.stringContaining('<Message>The request is not signed</Message>')]);
  }
});

test('sends header names in the case that COS documents', async () => {
  const socket = connect(Number(running.endpoint.split(':')[1]), '127.0.0.1');
  socket.end(`GET / HTTP/1.1\r\nHost: ${virtual}\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  const names = answer
    .slice(0, answer.indexOf('\r\n\r\n'))
    .split('\r\n')
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(':')));
  expect(names.sort()).toEqual([
    'Access-Control-Allow-Origin',
    'Access-Control-Expose-Headers',
    'Connection',
    'Content-Length',
    'Content-Type',
    'Date',
    'x-cos-request-id',
  ]);
});

test.each([
  ['PUT', `/${Key}`, { authorization: 'AWS4-HMAC-SHA256 Credential=AKIDtmp/20260101/us-east-1/s3/aws4_request' }],
  ['GET', '/', { authorization: 'AWS AKIDtmp:c2lnbmF0dXJl' }],
  ['POST', '/v3/index.php', { authorization: 'AWS4-HMAC-SHA256 Credential=a' }],
  ['PUT', '/bucket/a.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=a', {}],
  ['GET', `/${Key}?AWSAccessKeyId=a&Signature=b`, { host: virtual }],
])('refuses an S3 client in XML on any host: %s %s', async (method, path, sent: Record<string, string>) => {
  const { status, headers, body } = await ask(method, path, sent);
  expect([status, headers['content-type']]).toEqual([403, 'application/xml']);
  expect(body).toContain('<Message>This object store accepts COS signatures (');
});

test('names the credentials for uploads when the key pair of the service is used', async () => {
  const { secretId: SecretId, secretKey: SecretKey } = credential;
  const put = (keys: object) => {
    const { sdk } = new CosClient(running.endpoint, keys);
    return cosRefusal(sdk.putObject({ ...bucket, Key, Body: 'abc' }));
  };
  expect(await put({ SecretId, SecretKey })).toMatch(/^AccessDenied: .* Call ApplyUpload with it/);
  expect(await put({ SecretId, SecretKey: 'other' })).toMatch(/^InvalidAccessKeyId: /);
});

test('passes a forwarded request to the object store, for any path', async () => {
  const forwarded = { host: 'vod2.qcloud.com', 'vod-forward-cos': virtual };
  for (const path of ['/', '/v3/index.php?Action=ApplyUploadUGC', `/${Key}`]) {
    expect((await ask('POST', path, forwarded)).body).toContain('<Message>The request is not signed</Message>');
  }
  const elsewhere = { ...forwarded, 'vod-forward-cos': 'vod.tencentcloudapi.com' };
  expect((await ask('POST', '/v3/index.php?Action=a', elsewhere)).body).toMatch(/^{"code":/);
});

test('refuses headers that are too large', async () => {
  expect((await ask('PUT', `/${Key}`, { host: virtual, authorization: 'x'.repeat(70_000) })).status).toBe(431);
});

test('leaves nothing of a part when the client disconnects', async () => {
  const { sdk } = new CosClient(running.endpoint);
  const { UploadId } = await sdk.multipartInit({ ...bucket, Key });
  const query = { partNumber: '1', uploadId: UploadId };
  const Authorization = sdk.getAuth({
    SecretId: secretId,
    SecretKey: grant.secretKey,
    Method: 'PUT',
    Key,
    Query: query,
    ForceSignHost: false,
  } as never);
  const [host = '', port] = running.endpoint.split(':');
  const socket = connect(Number(port), host);
  const head = [
    `PUT /${Key}?${new URLSearchParams(query)} HTTP/1.1`,
    `Host: ${running.endpoint}`,
    `Authorization: ${Authorization}`,
    `x-cos-security-token: ${grant.token}`,
    `Content-Length: ${8 * MiB}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(randomBytes(3 * MiB));
  await expect.poll(filesHere, { timeout: 20_000 }).toBe(1);
  socket.destroy();
  await expect.poll(filesHere, { timeout: 20_000 }).toBe(0);
  expect(await new CosClient(running.endpoint).stored()).toBe(0);
});

describe('service as a process', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let uploads: Objects;
  const script = fileURLToPath(new URL('cos-process.mjs', import.meta.url));
  beforeAll(async () => {
    database = await testDatabase();
    const DATABASE_URL = database.url;
    const env = { DATABASE_URL, GRANT: JSON.stringify(grant), GRANT_ID: secretId, CLIPLOOP_APP_ID: String(appId) };
    server = new ServerProcess(join(folder, 'data'), env, script);
    uploads = new Objects(running.service.db, join(server.data, 'media', '.uploads'));
  });
  afterEach(() => server?.end('SIGTERM'));
  afterAll(() => database?.drop());

  const files = async (): Promise<string[]> => uploads.folder.files(grant.sessionKey);

  test('keeps every acknowledged part when it is killed', async () => {
    const first = new CosClient(await server.listening());
    await expect(
      first.upload(file, (count) => {
        if (count === 10) void server.end('SIGKILL');
      }),
    ).rejects.toBeDefined();
    first.cancel();
    const second = new CosClient(await server.listening());
    const before = await second.stored();
    // The tenth part started after the response to the seventh.
    expect(before).toBeGreaterThanOrEqual(7);
    expect(before).toBeLessThan(20);
    const { ETag } = await second.upload(file);
    expect(second.parts).toHaveLength(20 - before);
    const { headers } = await second.sdk.headObject({ ...bucket, Key });
    expect(headers).toMatchObject({ etag: ETag, 'content-length': String((await stat(file)).size) });

    await server.end('SIGKILL');
    const third = new CosClient(await server.listening());
    expect((await third.sdk.headObject({ ...bucket, Key })).ETag).toBe(ETag);
    const sizes = await Promise.all(
      (await files()).map(async (name) => ({
        name,
        size: (await stat(uploads.folder.pathOf(grant.sessionKey, name))).size,
      })),
    );
    const whole = sizes.find(({ size }) => size === 20 * MiB - 12_345)?.name ?? '';
    expect(await md5Of(uploads.folder.pathOf(grant.sessionKey, whole))).toBe(await md5Of(file));
  }, 120_000);

  test('receives a large file in little memory', async () => {
    const large = join(folder, 'large.mp4');
    await (await open(large, 'w')).close();
    await truncate(large, 500 * MiB);
    const client = new CosClient(await server.listening(), { ChunkSize: 8 * MiB });
    await client.upload(large);
    const { headers } = await client.sdk.headObject({ ...bucket, Key });
    expect(headers?.['content-length']).toBe(String(500 * MiB));
    expect(await server.peak()).toBeLessThan(300 * MiB);
  }, 180_000);
});
