import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { welcomeRoute } from './welcome.js';

let app: FastifyInstance;
beforeAll(() => {
  app = Fastify();
  welcomeRoute(app);
  app.route({ method: ['GET', 'POST'], url: '/', handler: async () => 'the API' });
  app.get('/other', async () => 'other');
});
afterAll(() => app.close());

/** The header of Firefox and Chromium. */
const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('welcomeRoute, for a browser', () => {
  test.each([
    ['/', accept],
    ['/?', accept],
    ['/?utm_source=mail', accept],
    ['/', 'text/html'],
    ['/', 'application/xml, Text/HTML;q=0.9'],
  ])('answers %s with the page for Accept: %s', async (url, type) => {
    const answer = await app.inject({ url, headers: { accept: type } });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.body).toContain('<a class="main" href="reference">API reference</a>');
  });

  test('links only to what the same address serves', async () => {
    const { body } = await app.inject({ url: '/', headers: { accept } });
    const links = [...body.matchAll(/href="([^"]+)"/g)].map(([, link]) => link);
    expect(links).toEqual(['reference', 'openapi.json', 'readyz']);
  });

  test('answers HEAD without a body, and compresses the page if the client accepts it', async () => {
    expect((await app.inject({ method: 'HEAD', url: '/', headers: { accept } })).headers['content-type']).toContain(
      'html',
    );
    const { rawPayload } = await app.inject({ url: '/', headers: { accept, 'accept-encoding': 'gzip' } });
    expect(gunzipSync(rawPayload).toString()).toContain('API reference');
  });
});

describe('welcomeRoute, for other requests', () => {
  const authorization = 'TC3-HMAC-SHA256 Credential=AKID/2026-01-01/vod/tc3_request, SignedHeaders=host, Signature=00';
  test.each([
    ['a program that accepts anything', 'GET', '/', { accept: '*/*' }],
    ['a program that accepts nothing by name', 'GET', '/', {}],
    ['a program that accepts JSON', 'GET', '/', { accept: 'application/json' }],
    ['a client that refuses HTML', 'GET', '/', { accept: 'text/html;q=0, */*' }],
    ['POST', 'POST', '/', { accept }],
    ['a signature in the header', 'GET', '/', { accept, authorization }],
    ['an action in the header', 'GET', '/', { accept, 'x-tc-action': 'DescribeSubAppIds' }],
    ['a signature in the query', 'GET', '/?Action=DescribeSubAppIds&SecretId=AKID&Signature=00', { accept }],
    ['an action without a signature', 'GET', '/?Action=DescribeSubAppIds', { accept }],
  ] as const)('leaves %s to the API', async (_, method, url, headers) => {
    expect((await app.inject({ method, url, headers })).body).toBe('the API');
  });

  test('leaves other paths alone', async () => {
    expect((await app.inject({ url: '/other', headers: { accept } })).body).toBe('other');
  });
});

test('allows the page to load nothing, and lets caches separate it from responses of the API', async () => {
  const { headers, body } = await app.inject({ url: '/', headers: { accept } });
  const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers).toMatchObject({
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
    vary: 'accept, authorization, accept-encoding',
  });
  expect(body).not.toMatch(/<(link|img|iframe|object|embed|script)\b| (src|style|on\w+)=|@import|url\(/);
});
