import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vod } from 'tencentcloud-sdk-nodejs-vod';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiError } from '../error/api-error.js';
import { array } from '../params/array.js';
import { decodeParams } from '../params/decode.js';
import { optional, parseParams } from '../params/kind.js';
import { integer, number } from '../params/number.js';
import { object } from '../params/object.js';
import { string } from '../params/string.js';
import type { SignedRequest, VerifiedRequest } from './request.js';
import { verifyRequest } from './verify-request.js';

/* The official Node client, unmodified, against the real thing: what it signs and sends is what we accept and read. */

const secretKey = 'fakesecretkey123';
type Key = { secretKey: string; enabled: boolean };
const findKey = async (secretId: string): Promise<Key | undefined> =>
  secretId === 'AKIDfakefakefake' ? { secretKey, enabled: true } : undefined;

const schema = object({
  FileId: string(),
  SubAppId: optional(integer()),
  MediaProcessTask: object({
    AnimatedGraphicTaskSet: array(
      object({ Definition: integer(), StartTimeOffset: optional(number()), EndTimeOffset: optional(number()) }),
    ),
  }),
  TasksPriority: optional(integer()),
  SessionContext: optional(string()),
  SessionId: optional(string()),
});

const processMedia = {
  FileId: '5285890784246869930',
  SubAppId: 1500000001,
  MediaProcessTask: {
    AnimatedGraphicTaskSet: [
      { Definition: 20001, StartTimeOffset: 2, EndTimeOffset: 5 },
      { Definition: 20000, StartTimeOffset: -2.5, EndTimeOffset: 0 },
    ],
  },
  TasksPriority: -3,
  SessionContext: '会话 😀 a+b&c=d/é\'()*!~\n"\\',
  SessionId: '',
};

let server: Server;
let seen: VerifiedRequest<Key> | undefined;
/** Changes a request before it is verified. */
let changeRequest: (request: SignedRequest) => SignedRequest;

beforeAll(async () => {
  // Otherwise the client sends loopback requests through a proxy.
  delete process.env.http_proxy;
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

beforeEach(() => {
  seen = undefined;
  changeRequest = (request) => request;
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const headers = request.headers as Record<string, string>;
  const received = { method: request.method ?? '', path, query, headers, body: Buffer.concat(chunks) };
  let content: unknown;
  try {
    seen = await verifyRequest(changeRequest(received), findKey, new Date());
    content = { TaskId: '1-procedurev2-0t0' };
  } catch (error) {
    const { code, message } = error instanceof ApiError ? error : { code: 'InternalError', message: String(error) };
    content = { Error: { Code: code, Message: message } };
  }
  response.setHeader('content-type', 'application/json');
  if (seen?.traceId !== undefined) response.setHeader('x-tc-traceid', seen.traceId);
  response.end(JSON.stringify({ Response: { ...(content as object), RequestId: 'r-1' } }));
}

type SignMethod = 'TC3-HMAC-SHA256' | 'HmacSHA1' | 'HmacSHA256';
type ReqMethod = 'POST' | 'GET';

function client(signMethod: SignMethod, reqMethod: ReqMethod, host = '127.0.0.1', key = secretKey) {
  const { port } = server.address() as AddressInfo;
  return new vod.v20180717.Client({
    credential: { secretId: 'AKIDfakefakefake', secretKey: key, token: 'TOK' },
    region: 'ap-guangzhou',
    profile: {
      signMethod,
      language: 'en-US',
      httpProfile: { endpoint: `${host}:${port}`, protocol: 'http://', reqMethod, reqTimeout: 10 },
    },
  });
}

const ways = (['TC3-HMAC-SHA256', 'HmacSHA256', 'HmacSHA1'] as const).flatMap((sign) =>
  (['POST', 'GET'] as const).map((method): [SignMethod, ReqMethod] => [sign, method]),
);

describe.each(ways)('official client with %s, %s', (sign, method) => {
  test('is accepted with its parameters unchanged', async () => {
    expect(await client(sign, method).ProcessMedia(processMedia)).toEqual({
      TaskId: '1-procedurev2-0t0',
      RequestId: 'r-1',
    });
    expect(seen).toMatchObject({
      secretId: 'AKIDfakefakefake',
      key: { secretKey, enabled: true },
      action: 'ProcessMedia',
      version: '2018-07-17',
      language: 'en-US',
      region: 'ap-guangzhou',
      token: 'TOK',
      traceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      requestClient: expect.stringMatching(/^SDK_NODEJS_/),
    });
    expect(parsed()).toEqual(processMedia);
  });

  test('is accepted with a host name', async () => {
    await client(sign, method, 'localhost').ProcessMedia(processMedia);
    expect(parsed()).toEqual(processMedia);
  });

  test('is accepted without parameters', async () => {
    await client(sign, method).DescribeEventConfig({});
    expect(seen && decodeParams(seen.params).values).toEqual({});
  });

  test('is accepted with undefined members', async () => {
    await client(sign, method).ProcessMedia({ ...processMedia, SubAppId: undefined, TasksPriority: undefined });
    const { SubAppId, TasksPriority, ...rest } = processMedia;
    expect(parsed()).toEqual(rest);
  });

  test('is rejected with another key', async () => {
    const stranger = client(sign, method, '127.0.0.1', 'otherkey').ProcessMedia(processMedia);
    await expect(stranger).rejects.toMatchObject({ code: 'AuthFailure.SignatureFailure', requestId: 'r-1' });
    expect(seen).toBe(undefined);
  });

  test('is rejected when its parameters were changed', async () => {
    const swap = (text: string): string => text.replace('20001', '20002');
    changeRequest = (request) => ({
      ...request,
      query: swap(request.query),
      body: Buffer.from(swap(request.body.toString())),
    });
    const tampered = client(sign, method).ProcessMedia(processMedia);
    await expect(tampered).rejects.toMatchObject({ code: 'AuthFailure.SignatureFailure' });
    expect(seen).toBe(undefined);
  });
});

test('rejects a request that the client did not sign', async () => {
  const skipped = client('TC3-HMAC-SHA256', 'POST').request('DescribeTasks', {}, { skipSign: true });
  await expect(skipped).rejects.toMatchObject({
    code: 'AuthFailure.InvalidAuthorization',
    message: 'Authorization is SKIP; sign the request',
  });
});

function parsed(): unknown {
  return seen === undefined ? undefined : parseParams(schema, decodeParams(seen.params));
}
