import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { animateWith } from '../animate.js';
import { type FakeJob, fakeBinding, type Script, until } from '../testing/fake-binding.js';
import { partial, sendBytes, TestServer } from '../testing/http-server.js';

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 253));
const servers: TestServer[] = [];

async function serve(listener: RequestListener): Promise<TestServer> {
  const server = await TestServer.start(listener);
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

// Runs a fake job on the URL. Resolves with the result of its script.
function run(input: string | URL, script: Script, options = {}) {
  const { load } = fakeBinding(script);
  return animateWith(load, { input, ...options });
}

const readAll: Script = async (job) => {
  job.read(0);
  await until(() => job.ended || job.sourceFailure !== undefined);
  if (job.ended) job.events.done(JSON.stringify({ intact: job.received.equals(bytes), source: sourceOf(job) }));
};

function sourceOf(job: FakeJob) {
  return job.options.source;
}

const ranges: RequestListener = (request, response) => {
  response.end(bytes.subarray(...partial(request, response, bytes.length, { etag: '"one"' })));
};

const rangesOf = (server: TestServer) => server.requests.map(({ range }) => range);

describe('openHttp() with range requests', () => {
  test('reads a small file with one request', async () => {
    const server = await serve(ranges);
    expect(await run(server.url(), readAll)).toEqual({
      intact: true,
      source: { kind: 'stream', reopen: true, size: bytes.length },
    });
    expect(rangesOf(server)).toEqual(['bytes=0-262143']);
  });

  test('reads a large file in growing windows over one connection and closes it', async () => {
    const big = 3 << 20;
    let connections = 0;
    const server = await serve((request, response) => {
      const [first, end] = partial(request, response, big);
      sendBytes(response, end - first);
    });
    await run(server.url(), async (job) => {
      job.read(0);
      await until(() => job.ended);
      connections = server.sockets.size;
      expect(job.received).toHaveLength(big);
      job.events.done('{}');
    });
    expect(rangesOf(server)).toEqual([
      'bytes=0-262143',
      'bytes=262144-786431',
      'bytes=786432-1835007',
      'bytes=1835008-3932159',
    ]);
    expect(connections).toBe(1);
    await until(() => server.sockets.size === 0);
  });

  test('seeks with a conditional range request and fetches little more than needed', async () => {
    const big = 1 << 30;
    const poured: { sent: number }[] = [];
    const server = await serve((request, response) => {
      const [first, end] = partial(request, response, big, { etag: '"one"' });
      poured.push(sendBytes(response, end - first));
    });
    await run(server.url(), async (job) => {
      job.full = true;
      job.read(0);
      await until(() => job.received.length >= 1000);
      job.read(900_000_000);
      await until(() => job.received.length >= 1000);
      job.events.done('{}');
    });
    expect(rangesOf(server)).toEqual(['bytes=0-262143', 'bytes=900000000-900262143']);
    expect(server.requests[1]?.headers['if-range']).toBe('"one"');
    expect(server.requests[1]?.headers['accept-encoding']).toBe('identity');
    expect(poured.reduce((sum, { sent }) => sum + sent, 0)).toBeLessThanOrEqual(512 << 10);
    await until(() => server.sockets.size === 0);
  });

  test('reads to the end if the server does not send the size', async () => {
    const server = await serve((request, response) => {
      const [first, end] = [Number(/=(\d+)/.exec(request.headers.range ?? '')?.[1]), bytes.length];
      if (first >= end) response.writeHead(416, { 'content-range': 'bytes */*' }).end();
      else response.writeHead(206, { 'content-range': `bytes ${first}-${end - 1}/*` }).end(bytes.subarray(first));
    });
    expect(await run(server.url(), readAll)).toEqual({ intact: true, source: { kind: 'stream', reopen: true } });
    expect(rangesOf(server)).toEqual(['bytes=0-262143', 'bytes=0-']);
  });

  test('resumes a broken connection at the same offset', async () => {
    let answers = 0;
    const server = await serve((request, response) => {
      const [first, end] = partial(request, response, bytes.length, {
        'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
      });
      if (++answers > 3) response.end(bytes.subarray(first, end));
      else response.write(bytes.subarray(first, first + 10_000), () => setTimeout(() => response.destroy(), 10));
    });
    expect(await run(server.url(), readAll)).toMatchObject({ intact: true });
    expect(rangesOf(server)).toEqual([
      'bytes=0-262143',
      'bytes=10000-272143',
      'bytes=20000-282143',
      'bytes=30000-292143',
    ]);
    expect(server.requests[3]?.headers['if-range']).toBe('Thu, 01 Jan 2026 00:00:00 GMT');
  });

  test('fails after the fourth broken connection', async () => {
    const server = await serve((request, response) => {
      const [first] = partial(request, response, bytes.length);
      response.write(bytes.subarray(first, first + 10_000), () => setTimeout(() => response.destroy(), 10));
    });
    await expect(run(server.url(), readAll)).rejects.toMatchObject({
      code: 'INPUT_NETWORK',
      retryable: true,
      exitCode: 7,
    });
    expect(server.requests).toHaveLength(4);
  });

  test.each<[string, RequestListener]>([
    [
      'another entity tag',
      (request, response) => {
        const [first] = partial(request, response, bytes.length, {
          etag: request.headers['if-range'] ? '"two"' : '"one"',
        });
        response.end(bytes.subarray(first));
      },
    ],
    [
      'another size',
      (request, response) => {
        const [first] = partial(
          request,
          response,
          request.headers.range?.startsWith('bytes=0-') ? bytes.length : bytes.length + 1,
        );
        response.end(bytes.subarray(first));
      },
    ],
    [
      'the whole instead of the range',
      (request, response) => {
        if (request.headers['if-range'] === undefined) partial(request, response, bytes.length, { etag: '"one"' });
        response.end(bytes);
      },
    ],
  ])('detects a changed file: %s', async (_, listener) => {
    const server = await serve(listener);
    const changed = run(server.url(), async (job) => {
      job.read(0);
      await until(() => job.received.length > 0);
      job.read(50_000);
    });
    await expect(changed).rejects.toMatchObject({
      code: 'INPUT_CHANGED',
      message: `The input changed during the job: ${server.url()} is now a different file`,
    });
  });

  test('sends no date that is too recent for If-Range, and compares the dates instead', async () => {
    const date = 'Thu, 01 Jan 2026 00:00:00 GMT';
    const later = 'Thu, 01 Jan 2026 00:00:01 GMT';
    for (const [second, code] of [
      [date, undefined],
      [later, 'INPUT_CHANGED'],
    ]) {
      const server = await serve((request, response) => {
        const modified = request.headers.range?.startsWith('bytes=0-') ? date : second;
        const [first, end] = partial(request, response, bytes.length, { date, 'last-modified': modified });
        response.end(bytes.subarray(first, end));
      });
      const done = run(server.url(), async (job) => {
        job.read(0);
        await until(() => job.received.length > 0);
        job.read(50_000);
        await until(() => job.ended);
        job.events.done('{}');
      });
      if (code === undefined) await done;
      else await expect(done).rejects.toMatchObject({ code });
      expect(server.requests[1]?.headers['if-range']).toBeUndefined();
    }
  });

  test('rejects a range that was not requested', async () => {
    const server = await serve((_, response) => {
      response.writeHead(206, { 'content-range': 'bytes 5-9/10' });
      response.end('56789');
    });
    await expect(run(server.url(), readAll)).rejects.toMatchObject({
      code: 'INPUT_HTTP',
      detail: `${server.url()} returned Content-Range bytes 5-9/10 for a range from byte 0`,
    });
  });
});

describe('openHttp() without range requests', () => {
  test('reads the file once', async () => {
    const server = await serve((_, response) => {
      response.setHeader('content-length', bytes.length);
      response.end(bytes);
    });
    expect(await run(server.url(), readAll)).toEqual({
      intact: true,
      source: { kind: 'stream', reopen: false, size: bytes.length },
    });
  });

  test('reads a file without Content-Length', async () => {
    const server = await serve((_, response) => void response.write(bytes, () => response.end()));
    expect(await run(server.url(), readAll)).toEqual({ intact: true, source: { kind: 'stream', reopen: false } });
  });

  test('fails on a broken connection', async () => {
    const server = await serve((_, response) => {
      response.setHeader('content-length', bytes.length);
      response.write(bytes.subarray(0, 500), () => setTimeout(() => response.destroy(), 10));
    });
    await expect(run(server.url(), readAll)).rejects.toMatchObject({ code: 'INPUT_NETWORK', retryable: true });
  });

  test('reads an empty file', async () => {
    const server = await serve(
      (_, response) => void response.writeHead(416, { 'content-range': 'bytes */0' }).end('nothing there'),
    );
    expect(await run(server.url(), readAll)).toEqual({
      intact: false,
      source: { kind: 'stream', reopen: false, size: 0 },
    });
  });
});

describe('redirects of openHttp()', () => {
  test('are followed, and later ranges use the target', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/there/clip.mp4') ranges(request, response);
      else response.writeHead(302, { location: request.url === '/' ? './there/hop' : 'clip.mp4' }).end();
    });
    await run(server.url('/'), async (job) => {
      job.read(0);
      await until(() => job.received.length > 0);
      job.read(5);
      await until(() => job.ended);
      job.events.done('{}');
    });
    expect(server.requests.map(({ url }) => url)).toEqual(['/', '/there/hop', '/there/clip.mp4', '/there/clip.mp4']);
  });

  test('are followed again when the target has expired', async () => {
    let place = 0;
    const server = await serve((request, response) => {
      if (request.url === '/') response.writeHead(307, { location: `/signed-${++place}` }).end();
      else if (request.url === `/signed-${place}` && !(place === 1 && request.headers['if-range']))
        ranges(request, response);
      else response.writeHead(403).end();
    });
    await run(server.url('/'), async (job) => {
      job.read(0);
      await until(() => job.received.length > 0);
      job.read(5);
      await until(() => job.ended);
      job.events.done('{}');
    });
    expect(server.requests.map(({ url }) => url)).toEqual(['/', '/signed-1', '/signed-1', '/', '/signed-2']);
  });

  test('are followed when their Location is unescaped UTF-8', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/%C3%A9.mp4') ranges(request, response);
      else response.writeHead(302, { location: Buffer.from('/é.mp4').toString('latin1') }).end();
    });
    expect(await run(server.url('/'), readAll)).toMatchObject({ intact: true });
  });

  test('are followed at most 5 times, and only to http URLs', async () => {
    const loop = await serve((_, response) => void response.writeHead(301, { location: '/again' }).end());
    await expect(run(loop.url(), readAll)).rejects.toMatchObject({
      code: 'INPUT_HTTP',
      detail: `more than 5 redirects from ${loop.url()}`,
    });
    expect(loop.requests).toHaveLength(6);
    const away = await serve((_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    await expect(run(away.url(), readAll)).rejects.toMatchObject({
      code: 'INPUT_PROTOCOL',
      message: `${away.url()} redirects to a file: URL; only http: and https: are supported`,
    });
  });
});

describe('error responses of openHttp()', () => {
  test.each([
    [404, 'INPUT_NOT_FOUND', false],
    [410, 'INPUT_NOT_FOUND', false],
    [401, 'INPUT_FORBIDDEN', false],
    [403, 'INPUT_FORBIDDEN', false],
    [400, 'INPUT_HTTP', false],
    [304, 'INPUT_HTTP', false],
    [429, 'INPUT_NETWORK', true],
    [500, 'INPUT_NETWORK', true],
    [503, 'INPUT_NETWORK', true],
  ])('converts status %d to %s', async (status, code, retryable) => {
    const server = await serve((_, response) => void response.writeHead(status).end());
    // Messages must contain neither credentials nor the query.
    const input = new URL(`${server.url()}?signature=secret`);
    input.username = 'me';
    input.password = 'secret';
    const error: unknown = await run(input, readAll).catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code, retryable, detail: `${server.url()} returned status ${status}` });
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa('me:secret')}`);
  });

  test('rejects a compressed body', async () => {
    const server = await serve((_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'));
    await expect(run(server.url(), readAll)).rejects.toMatchObject({
      code: 'INPUT_HTTP',
      detail: `${server.url()} is sent with Content-Encoding gzip, which is not supported`,
    });
  });

  test('rejects a refused connection', async () => {
    const server = await serve(ranges);
    const url = server.url();
    await server.stop();
    await expect(run(url, readAll)).rejects.toMatchObject({ code: 'INPUT_NETWORK', retryable: true, exitCode: 7 });
  });
});

describe('abort of openHttp()', () => {
  async function aborted(server: TestServer, script: Script, ready: (jobs: FakeJob[]) => boolean): Promise<void> {
    const controller = new AbortController();
    const { load, jobs } = fakeBinding(script);
    const result = animateWith(load, { input: server.url(), signal: controller.signal }).catch(
      (error: unknown) => error,
    );
    await until(() => server.sockets.size > 0 && ready(jobs));
    // The limit is 100 ms, measured with fake timers, because the machine may be busy.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      controller.abort();
      await vi.advanceTimersByTimeAsync(99);
      expect(await result).toMatchObject({ name: 'AbortError', code: 'ABORTED', cause: controller.signal.reason });
    } finally {
      vi.useRealTimers();
    }
    await until(() => server.sockets.size === 0);
  }

  test('ends a request without a response', async () => {
    const server = await serve(() => undefined);
    await aborted(server, readAll, () => true);
  });

  test('ends a response that stalls', async () => {
    const server = await serve((request, response) => {
      partial(request, response, bytes.length);
      response.write(bytes.subarray(0, 100));
    });
    await aborted(server, readAll, ([job]) => (job?.received.length ?? 0) > 0);
  });

  test('ends a stalled stream without range requests', async () => {
    const server = await serve((_, response) => void response.write(bytes.subarray(0, 100)));
    await aborted(server, readAll, ([job]) => (job?.received.length ?? 0) > 0);
  });
});

test('applies the time limit while the server does not respond', async () => {
  const server = await serve(() => undefined);
  await expect(run(server.url(), readAll, { limits: { timeoutMs: 60 } })).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: 'The job took longer than limits.timeoutMs allows: the limit is 60 ms',
  });
  await until(() => server.sockets.size === 0);
});
