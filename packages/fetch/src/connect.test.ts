import { certificate } from '@cliploop/testing/certificate';
import { closeServers, rawServer, redirect, serve, whole } from '@cliploop/testing/raw-server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseFetchAllow } from './allow.js';
import { createFetcher } from './fetcher.js';
import { failure } from './testing/failure.js';

afterEach(closeServers);

const allow = parseFetchAllow('127.0.0.0/8');
const timeouts = { connectTimeoutMs: 5000, idleTimeoutMs: 5000, requestTimeoutMs: 5000 };

describe('connect with https', () => {
  const names = { resolve: async () => ['127.0.0.1'] };

  test('connects to the checked address, and checks the certificate for the name in the URL', async () => {
    const tls = certificate('good.test');
    const server = await rawServer((socket) => socket.end(whole(200, 'safe')), { tls });
    const { request } = createFetcher({ allow, timeouts, ...names, ca: tls.cert });
    const { body, url } = await request(`https://good.test:${server.port}/`);
    expect(body.toString()).toBe('safe');
    expect(url).toBe(`https://good.test:${server.port}/`);
    expect(server.heads[0]).toContain(`host: good.test:${server.port}\r\n`);

    expect(server.serverNames).toEqual(['good.test']);

    for (const host of ['other.test', '127.0.0.1']) {
      expect(await failure(request(`https://${host}:${server.port}/p?k=1`))).toMatchObject({
        code: 'CONNECT',
        retryable: false,
        message:
          `https://${host}:${server.port}/p: cannot make a secure connection (ERR_TLS_CERT_ALTNAME_INVALID). ` +
          'Check the certificate of the host.',
      });
    }
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const unknown = createFetcher({ allow, timeouts, ...names });
    const error = await failure(unknown.request(`https://good.test:${server.port}/`));
    vi.unstubAllEnvs();
    expect(error).toMatchObject({ code: 'CONNECT', retryable: false });
    expect(server.heads).toHaveLength(1);
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test('fails for a server without TLS and for a silent one', async () => {
    const plain = await rawServer(() => {});
    const spoken = await rawServer(() => {}, { greeting: whole(400) });
    const silent = createFetcher({ allow, timeouts: { ...timeouts, connectTimeoutMs: 100 } });
    expect(await failure(silent.request(`https://127.0.0.1:${plain.port}/`))).toMatchObject({
      code: 'TIMEOUT',
      message: `https://127.0.0.1:${plain.port}/: no connection within 100 ms. Check that the host is up.`,
    });
    expect(
      await failure(createFetcher({ allow, timeouts }).request(`https://127.0.0.1:${spoken.port}/`)),
    ).toMatchObject({
      code: 'CONNECT',
      retryable: false,
      message: expect.stringContaining('cannot make a secure connection (ERR_SSL_'),
    });
    await vi.waitFor(() => expect(plain.open.size + spoken.open.size).toBe(0));
  });

  test('does not follow a redirect to http', async () => {
    const tls = certificate('good.test');
    const { server, url } = await serve((socket) => socket.end(whole(200)));
    const safe = await rawServer((socket) => socket.end(redirect(url)), { tls });
    const { request } = createFetcher({ allow, timeouts, ...names, ca: tls.cert });
    expect(await failure(request(`https://good.test:${safe.port}/p?k=1`, { redirects: 5 }))).toMatchObject({
      code: 'UNSUPPORTED',
      message:
        `https://good.test:${safe.port}/p: the server redirects from https to http, which is not allowed. ` +
        'Give an https URL that stays on https.',
    });
    expect(server.connections).toBe(0);
  });
});
