import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { credential } from '@cliploop/testing/credential';
import { type RouteCall, signedRoute } from '@cliploop/testing/signed-route';
import { Binary, type Service, Stream } from '@cliploop/vod';
import { integer, route } from '@cliploop/vod/internals';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Listening, listen } from '../http/listen.js';
import { readBodies } from './bodies.js';
import { RequestLimits } from './limits.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';
import { xRoutes } from './x.js';

let key = { secretKey: credential.secretKey, enabled: true, rights: ['read', 'manage'], applications: null };
let signal: AbortSignal | undefined;
let ended = false;
const discard = vi.fn();
const change = vi.fn();
const refuse = vi.fn();
const use = vi.fn(async () => {});
const limits = new RequestLimits();
const content = { content: { 'image/webp': 'A picture.' } };
const base = { summary: 'Test.', right: 'read', answer: content } as const;

const tests = [
  route({
    ...base,
    name: 'DescribePicture',
    method: 'GET',
    path: '/x/v1/pictures/{Id}',
    params: { Id: integer({ min: 1 }) },
    query: { Width: integer({ min: 1, max: 9 }) },
    run: async (_, { Id, Width }) =>
      new Binary('image/webp', Buffer.from(`${Id} ${Width}`), { etag: '"tag"', maxAge: 60 }),
  }),
  route({
    ...base,
    name: 'DescribeFile',
    method: 'GET',
    path: '/x/v1/file',
    run: async (_, __, { hasCopy }) => {
      const body = { size: 5, open: () => Readable.from([Buffer.from('bytes')]), discard };
      const headers = { 'x-cliploop-test': JSON.stringify({ Copy: hasCopy('"file"') }) };
      return new Binary('image/webp', body, { etag: '"file"', headers });
    },
  }),
  route({
    ...base,
    name: 'CreatePicture',
    method: 'POST',
    path: '/x/v1/pictures',
    right: 'manage',
    body: { Width: integer({ min: 1, max: 9 }) },
    answer: { result: { type: 'object', properties: {} }, example: {} },
    run: async (_, { Width }) => ({ Id: Width }),
  }),
  route({
    ...base,
    name: 'PlanPicture',
    method: 'POST',
    path: '/x/v1/plans',
    changes: false,
    timeLimit: 200,
    run: async (_, __, caller) => {
      signal = caller.signal;
      await once(caller.signal, 'abort');
      return {};
    },
  }),
  route({
    ...base,
    name: 'DescribeTicks',
    method: 'GET',
    path: '/x/v1/ticks',
    waits: true,
    run: async (_, __, caller) => {
      signal = caller.signal;
      ended = false;
      return new Stream('text/event-stream', ticks(caller.signal));
    },
  }),
];

async function* ticks(aborted: AbortSignal): AsyncGenerator<string> {
  try {
    for (let n = 0; !aborted.aborted; n++) {
      yield `data: ${n}\n\n`;
      await delay(100, undefined, { signal: aborted }).catch(() => {});
    }
  } finally {
    ended = true;
  }
}

let listening: Listening;
let origin: string;
beforeEach(async () => {
  key = { secretKey: credential.secretKey, enabled: true, rights: ['read', 'manage'], applications: null };
  vi.clearAllMocks();
  const same = { within: () => same };
  const service = {
    ...{ keyPairs: { find: async () => key }, tasks: { countUnfinished: async () => [] } },
    ...{
      applications: same,
      subApps: same,
      lastUse: { used: () => {} },
      usedSignatures: { use, release: async () => {} },
    },
    health: { space: { full: false }, conditions: { list: () => [] }, observe: () => {} },
    audit: { change, refuse },
  } as unknown as Service;
  const readiness = new Readiness(async () => {});
  const app = Fastify();
  readBodies(app, { service, limits, readiness });
  xRoutes(app, { service, metrics: new Metrics(service), limits, readiness }, tests);
  listening = await listen(app, [{ protocol: 'http', host: '127.0.0.1', port: 0 }]);
  origin = `http://127.0.0.1:${listening.addresses[0]?.port}`;
});
afterEach(async () => {
  limits.endAll();
  await listening.close();
});

function send(call: RouteCall, headers: Record<string, string> = {}): Promise<Response> {
  const { path, method, body, headers: signed } = signedRoute(call);
  return fetch(`${origin}${path}`, { method, headers: { ...signed, ...headers }, ...(body !== undefined && { body }) });
}

async function refusal(call: RouteCall): Promise<[status: number, code: string, message: string]> {
  const reply = await send(call);
  const { Error: error } = (await reply.json()) as { Error: { Code: string; Message: string } };
  return [reply.status, error.Code, error.Message];
}

describe('a route with bytes', () => {
  test('is sent once, and is not shown by other pages', async () => {
    const path = '/x/v1/pictures/5?Width=3';
    const reply = await send({ path });
    expect(await reply.text()).toBe('5 3');
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=60',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    expect((await send({ path }, { 'if-none-match': '"tag"' })).status).toBe(304);
    expect((await send({ path }, { 'if-none-match': '"old"' })).status).toBe(200);
  });

  test('is read from a file, has headers of its own, and frees the file when it is not sent', async () => {
    const reply = await send({ path: '/x/v1/file' });
    expect([reply.headers.get('content-length'), reply.headers.get('x-cliploop-test')]).toEqual([
      '5',
      '{"Copy":false}',
    ]);
    expect(await reply.text()).toBe('bytes');
    expect(discard).not.toHaveBeenCalled();
    expect((await send({ path: '/x/v1/file' }, { 'if-none-match': '"file"' })).status).toBe(304);
    expect(discard).toHaveBeenCalledOnce();
  });

  test.each([
    ['/x/v1/pictures/0?Width=3', 'Id must be an integer from 1 to 9007199254740991, got 0'],
    ['/x/v1/pictures/a%2Fb?Width=3', 'Id must be an integer from 1 to 9007199254740991, got "a/b"'],
    ['/x/v1/pictures/5', 'Width is missing; it must be an integer from 1 to 9'],
    ['/x/v1/pictures/5?Width=3&Width=4', 'Width is given twice'],
    ['/x/v1/pictures/5?Widht=3', 'Unknown parameter Widht; did you mean Width?'],
  ])('refuses %s', async (path, message) => {
    const [status, , text] = await refusal({ path });
    expect([status, text]).toEqual([400, message]);
  });
});

describe('a route that makes a change', () => {
  test('records the change and the use of the signature', async () => {
    const reply = await send({ method: 'POST', path: '/x/v1/pictures', body: { Width: 3 } });
    const { RequestId, ...result } = (await reply.json()) as { RequestId: string };
    expect(result).toEqual({ Id: 3 });
    expect(reply.headers.get('x-request-id')).toBe(RequestId);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(use).toHaveBeenCalledWith(expect.objectContaining({ coversRequest: true }), 'CreatePicture', 'never');
    const entry = {
      action: 'CreatePicture',
      secretId: credential.secretId,
      address: '127.0.0.1',
      requestId: RequestId,
    };
    expect(change).toHaveBeenCalledWith(expect.objectContaining(entry));
  });

  test('is refused without the right, and the refusal is recorded', async () => {
    key = { ...key, rights: ['read'] };
    const message = 'POST /x/v1/pictures needs the right "manage"; the rights of this key pair are: read';
    const asked = refusal({ method: 'POST', path: '/x/v1/pictures', body: { Width: 3 } });
    expect(await asked).toEqual([403, 'UnauthorizedOperation', message]);
    expect(refuse).toHaveBeenCalledWith(expect.objectContaining({ action: 'CreatePicture', signed: true }));
    expect(change).not.toHaveBeenCalled();
  });

  test.each([
    [{ Width: 30 }, 'Width must be an integer from 1 to 9, got 30'],
    [{ Width: 3, Hidden: 1 }, 'Unknown parameter Hidden; the known parameters are Width'],
    [{}, 'Width is missing; it must be an integer from 1 to 9'],
  ])('refuses the body %j', async (body, message) => {
    const [status, , text] = await refusal({ method: 'POST', path: '/x/v1/pictures', body });
    expect([status, text]).toEqual([400, message]);
  });

  test('refuses forms and large bodies', async () => {
    const { headers } = signedRoute({ method: 'POST', path: '/x/v1/pictures' });
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const post = (body: string, of: Record<string, string>) =>
      fetch(`${origin}/x/v1/pictures`, { method: 'POST', headers: of, body });
    expect((await post('Width=3', form)).status).toBe(401);
    const large = await post(`{"Width":3${' '.repeat(70_000)}}`, headers);
    expect([large.status, ((await large.json()) as { Error: object }).Error]).toEqual([
      413,
      { Code: 'RequestSizeLimitExceeded', Message: 'The body has more than 65536 bytes' },
    ]);
  });
});

test('ends a request that takes too long, and tells the route', async () => {
  const asked = refusal({ method: 'POST', path: '/x/v1/plans' });
  expect((await asked).slice(0, 2)).toEqual([500, 'InternalError']);
  expect(signal?.aborted).toBe(true);
});

test('tells a route that its client has gone', async () => {
  const abort = new AbortController();
  const { method, path, headers } = signedRoute({ method: 'POST', path: '/x/v1/plans' });
  signal = undefined;
  const gone = fetch(`${origin}${path}`, { method, headers, signal: abort.signal }).catch(() => 'gone');
  await vi.waitFor(() => expect(signal).toBeDefined());
  abort.abort();
  expect(await gone).toBe('gone');
  await vi.waitFor(() => expect(signal?.aborted).toBe(true), { timeout: 150 });
});

describe('a stream', () => {
  const read = async (reply: Response, pieces: number): Promise<string> => {
    const reader = reply.body?.getReader();
    let text = '';
    for (let n = 0; n < pieces; n++) text += new TextDecoder().decode((await reader?.read())?.value);
    reader?.releaseLock();
    return text;
  };

  const rest = async (reply: Response): Promise<void> => {
    const reader = reply.body?.getReader();
    while ((await reader?.read())?.done === false);
  };

  test('is sent piece by piece, and ends with its client', async () => {
    const reply = await send({ path: '/x/v1/ticks' });
    expect(reply.headers.get('content-type')).toBe('text/event-stream');
    expect(await read(reply, 2)).toBe('data: 0\n\ndata: 1\n\n');
    expect(ended).toBe(false);
    await reply.body?.cancel();
    await vi.waitFor(() => expect(ended).toBe(true));
    expect(signal?.aborted).toBe(true);
  });

  test('ends within about a second when its key pair is disabled', async () => {
    const reply = await send({ path: '/x/v1/ticks' });
    await read(reply, 1);
    key = { ...key, enabled: false };
    await rest(reply);
    expect(ended).toBe(true);
  });

  test('ends when the service stops', async () => {
    const reply = await send({ path: '/x/v1/ticks' });
    await read(reply, 1);
    limits.endAll();
    await rest(reply);
    expect(ended).toBe(true);
  });

  test('leaves room for streams of other key pairs', async () => {
    const open = await Promise.all(Array.from({ length: 128 }, () => send({ path: '/x/v1/ticks' })));
    expect(open.map(({ status }) => status)).toEqual(Array(128).fill(200));
    const refused = await refusal({ path: '/x/v1/ticks' });
    expect(refused).toEqual([
      429,
      'RequestLimitExceeded',
      'There are too many open streams. Close some, or try again later',
    ]);
    const other = await send({ path: '/x/v1/ticks', keys: { ...credential, secretId: 'AKIDother' } });
    expect(other.status).toBe(200);
    open.push(other);
    // An address gets at most 192, whatever key pairs it uses.
    for (let n = 129; n < 192; n++)
      open.push(await send({ path: '/x/v1/ticks', keys: { ...credential, secretId: `AKID${n}` } }));
    expect(open.map(({ status }) => status)).toEqual(Array(192).fill(200));
    const [status] = await refusal({ path: '/x/v1/ticks', keys: { ...credential, secretId: 'AKIDnext' } });
    expect(status).toBe(429);
    await Promise.all(open.map((reply) => reply.body?.cancel()));
  });
});
