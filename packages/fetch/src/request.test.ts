import { closeServers, rawServer, redirect, reply, serve, whole } from '@cliploop/testing/raw-server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseFetchAllow } from './allow.js';
import { createFetcher } from './fetcher.js';
import { failure } from './testing/failure.js';

afterEach(closeServers);

const allow = parseFetchAllow('127.0.0.0/8');
const timeouts = { connectTimeoutMs: 5000, idleTimeoutMs: 5000, requestTimeoutMs: 5000 };
const { request } = createFetcher({ allow, timeouts, userAgent: 'cliploop-test' });

describe('request', () => {
  test('sends headers and body, returns the response, and closes the connection', async () => {
    const bodies: string[] = [];
    const { server, url } = await serve((socket, head) => {
      bodies.push(head.slice(head.indexOf('\r\n\r\n') + 4));
      socket.write(reply(201, { 'X-Id': '7', 'Content-Length': 2 }, 'ok'));
    });
    const answer = await request(`${url}/hook?key=1#part`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Signature': 'abc' },
      body: '{"é":1}',
    });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-id': '7' }, url: `${url}/hook?key=1` });
    expect(answer.body.toString()).toBe('ok');
    const [head = ''] = server.heads;
    expect(head).toMatch(/^POST \/hook\?key=1 HTTP\/1\.1\r\n/);
    for (const line of [
      `host: 127.0.0.1:${server.port}`,
      'user-agent: cliploop-test',
      'connection: close',
      'accept-encoding: identity',
      'content-type: application/json',
      'x-signature: abc',
      'content-length: 8',
    ]) {
      expect(head).toContain(`\r\n${line}\r\n`);
    }
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test('sends user name and password as a header, and removes them from the URL', async () => {
    const { server, url } = await serve((socket) => socket.end(whole(200)));
    const answer = await request(url.replace('//', '//me:p%40ss@'));
    expect(server.heads[0]).toContain(`authorization: Basic ${Buffer.from('me:p@ss').toString('base64')}\r\n`);
    expect(answer.url).toBe(`${url}/`);
  });

  test('returns any status, and a redirect when none may be followed', async () => {
    const { server, url } = await serve((socket, _, index) =>
      socket.end(index === 0 ? whole(503, 'busy') : redirect('/on')),
    );
    expect(await request(url)).toMatchObject({ status: 503 });
    expect(await request(url, { method: 'POST', body: 'x', redirects: 0 })).toMatchObject({ status: 302 });
    expect(server.connections).toBe(2);
  });

  test('ignores Content-Length after HEAD and 204', async () => {
    const { url } = await serve((socket, head) =>
      socket.end(head.startsWith('HEAD') ? reply(200, { 'Content-Length': 1e12 }) : reply(204)),
    );
    expect((await request(url, { method: 'HEAD' })).body.length).toBe(0);
    expect((await request(url, { method: 'DELETE' })).body.length).toBe(0);
  });

  test('ignores proxy variables', async () => {
    const proxy = await rawServer((socket) => socket.end(whole(200, 'proxy')));
    const { url } = await serve((socket) => socket.end(whole(200, 'direct')));
    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'NODE_USE_ENV_PROXY']) {
      vi.stubEnv(name, name.startsWith('NODE') ? '1' : `http://127.0.0.1:${proxy.port}`);
    }
    expect((await request(url)).body.toString()).toBe('direct');
    expect(proxy.connections).toBe(0);
    vi.unstubAllEnvs();
  });
});

describe('request with invalid arguments', () => {
  test.each([
    ['file:///etc/passwd', 'BAD_URL', 'The URL starts with file:, but only http: and https: are allowed.'],
    ['ftp://example.com/?k=1', 'BAD_URL', 'The URL starts with ftp:, but only http: and https: are allowed.'],
    ['data:text/plain,x', 'BAD_URL', 'The URL starts with data:, but only http: and https: are allowed.'],
    ['nonsense?secret=1', 'BAD_URL', 'Invalid URL. Give a complete http:// or https:// URL.'],
    ['', 'BAD_URL', 'Invalid URL. Give a complete http:// or https:// URL.'],
    [
      `http://a/${'x'.repeat(9000)}`,
      'BAD_URL',
      'The URL is longer than 8192 characters. Give a complete http:// or https:// URL.',
    ],
    [
      'http://%zz:x@a.test/p',
      'BAD_URL',
      'http://a.test/p: the user name or password in the URL is not validly percent-encoded.',
    ],
  ])('rejects %.30s', async (url, code, message) => {
    const error = await failure(request(url));
    expect(error).toMatchObject({ name: 'FetchError', code, message, retryable: false });
    expect(error.cause).toBeUndefined();
  });

  test.each([
    [{ Host: 'other' }, 'the header host cannot be set by the caller.'],
    [{ 'Transfer-Encoding': 'chunked' }, 'the header transfer-encoding cannot be set by the caller.'],
    [{ 'X-A': 'secret\r\nX-B: 2' }, 'the header "x-a" contains characters that HTTP does not allow.'],
    [{ 'X A': '1' }, 'the header "x a" contains characters that HTTP does not allow.'],
  ])('rejects the header %j', async (headers, what) => {
    const error = await failure(request('http://127.0.0.1/p?k=1', { headers: headers as Record<string, string> }));
    expect(error).toMatchObject({ code: 'UNSUPPORTED', message: `http://127.0.0.1/p: ${what}` });
  });

  test('rejects a number of redirects outside 0 to 5', async () => {
    for (const redirects of [-1, 6, 0.5]) await expect(request('http://a', { redirects })).rejects.toThrow(RangeError);
  });
});

describe('signal of request', () => {
  test('aborts before and during the request', async () => {
    const { server, url } = await serve(() => {});
    const reason = new Error('cancelled');
    const early = await failure(request(`${url}/p?k=1`, { signal: AbortSignal.abort(reason) }));
    expect(early).toMatchObject({ name: 'AbortError', code: 'ABORTED', retryable: false, cause: reason });
    expect(early.message).toBe(`${url}/p: the request was aborted.`);
    expect(server.connections).toBe(0);

    const controller = new AbortController();
    const pending = failure(request(url, { signal: controller.signal }));
    await vi.waitFor(() => expect(server.heads).toHaveLength(1));
    controller.abort();
    expect(await pending).toMatchObject({ code: 'ABORTED' });
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });
});
