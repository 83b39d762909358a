import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consoleRoute } from './console.js';

const script = 'console.log("small");'.repeat(100);
const page =
  '<!doctype html><meta name="style-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style><title>cliploop</title>';
let root: string;
let app: FastifyInstance;
let publicUrl = 'http://localhost';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cliploop-console-'));
  const folder = join(root, 'dist');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(root, '0.txt'), 'secret');
  await writeFile(join(folder, 'index.html'), page);
  await writeFile(join(folder, 'robots.txt'), 'Disallow: /');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), script);
  await writeFile(join(folder, 'assets', 'main-1a2b.js.br'), brotliCompressSync(script));
  await writeFile(join(folder, 'assets', 'main-1a2b.js.gz'), gzipSync(script));
  await writeFile(join(folder, 'assets', 'only-1a2b.css'), 'a{}');
  await writeFile(join(folder, 'assets', 'gone-1a2b.js'), 'gone');
  app = Fastify();
  consoleRoute(app, { folder, publicUrl: () => publicUrl });
  app.route({ method: ['GET', 'POST'], url: '/', handler: async () => 'the API' });
  await rm(join(folder, 'assets', 'gone-1a2b.js'));
});
afterAll(async () => {
  await app.close();
  await rm(root, { recursive: true, force: true });
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('the page', () => {
  test.each([
    '/console',
    '/console/',
    '/console/sign-in',
    '/console/media/5?tab=1',
    '/console/index.html',
    '/console/a.js',
  ])('is sent for %s, and never stored', async (url) => {
    const { statusCode, headers, body } = await get(url);
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(body).toContain('<title>cliploop</title>');
  });

  test('has a new nonce in each response, in the policy and in the page', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { headers, body } = await get('/console/');
        const [, nonce = ''] = /'nonce-([\w+/=]{24})'/.exec(String(headers['content-security-policy'])) ?? [];
        expect(body.split(nonce)).toHaveLength(3);
        expect(body).not.toContain('__CSP_NONCE__');
        return nonce;
      }),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test('allows only its own scripts, and no frame', async () => {
    const { headers } = await get('/console/');
    expect(String(headers['content-security-policy']).replace(/nonce-[^']+/, 'nonce')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce'; img-src 'self' blob: data:; media-src 'self' blob:; " +
        "connect-src 'self' blob:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  test('shows pictures and videos of the host of file links, if it is another one', async () => {
    publicUrl = 'https://files.example:8443/base';
    const { headers } = await get('/console/');
    publicUrl = 'http://localhost';
    expect(headers['content-security-policy']).toContain("img-src 'self' blob: data: https://files.example:8443;");
    expect(headers['content-security-policy']).toContain("media-src 'self' blob: https://files.example:8443;");
    // The Host header adds nothing to the policy.
    const other = await get('/console/', { host: 'evil.example; script-src *' });
    expect(other.headers['content-security-policy']).not.toContain('evil');
  });
});

describe('an asset', () => {
  const url = '/console/assets/main-1a2b.js';

  test.each([
    ['gzip, deflate, br, zstd', 'br', (bytes: Buffer) => brotliDecompressSync(bytes)],
    ['gzip', 'gzip', (bytes: Buffer) => gunzipSync(bytes)],
    ['br;q=0, gzip', 'gzip', (bytes: Buffer) => gunzipSync(bytes)],
    ['identity', undefined, (bytes: Buffer) => bytes],
    ['', undefined, (bytes: Buffer) => bytes],
  ])('is compressed for Accept-Encoding: %s', async (accepted, encoding, decode) => {
    const { statusCode, headers, rawPayload } = await get(url, { 'accept-encoding': accepted });
    expect(statusCode).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^(text|application)\/javascript; charset=utf-8$/i),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    });
    expect(decode(rawPayload).toString()).toBe(script);
  });

  test('is sent as it is when it was not compressed', async () => {
    const { headers, body } = await get('/console/assets/only-1a2b.css', { 'accept-encoding': 'br' });
    expect([headers['content-encoding'], headers['content-type'], body]).toEqual([
      undefined,
      'text/css; charset=utf-8',
      'a{}',
    ]);
  });

  test('is not sent again to a client that has it, and answers HEAD and ranges', async () => {
    const { etag = '' } = (await get(url)).headers;
    expect((await get(url, { 'if-none-match': String(etag) })).statusCode).toBe(304);
    const head = await app.inject({ method: 'HEAD', url });
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', String(script.length)]);
    const part = await get(url, { range: 'bytes=0-3' });
    expect([part.statusCode, part.body]).toEqual([206, script.slice(0, 4)]);
    for (const range of ['bytes=5-2', 'bytes=-', 'bytes=999999-', 'bytes=a-b', 'bytes=0-1,3-4,5-6']) {
      expect([200, 206, 416]).toContain((await get(url, { range })).statusCode);
    }
  });

  test('with other files of the build is checked each time', async () => {
    const { headers, body } = await get('/console/robots.txt');
    expect([headers['cache-control'], body]).toEqual(['public, max-age=0', 'Disallow: /']);
  });

  test.each(['none.js', 'main-1a2b.js.br', '', '.', 'gone-1a2b.js', 'main-1a2b.js/', 'MAIN-1A2B.js'])(
    'that does not exist has status 404: %j',
    async (name) => {
      const { statusCode, headers } = await get(`/console/assets/${name}`);
      expect(statusCode).toBe(404);
      expect(headers['content-type']).not.toContain('html');
    },
  );
});

test.each([
  ...['../0.txt', '../../0.txt', '..%2f0.txt', '%2e%2e/0.txt', '%2e%2e%2f%2e%2e%2f0.txt'],
  ...['assets/../../0.txt', 'assets/..%2f..%2f0.txt', 'assets/%2e%2e/%2e%2e/0.txt', '..%5c0.txt'],
  ...['//0.txt', '%00', 'assets/%00', 'assets/main-1a2b.js%00.css', '%252e%252e/0.txt', 'assets/%zz'],
  ...['__proto__', 'constructor', 'assets/__proto__', '%2f%2e%2e%2f0.txt', '/etc/passwd'],
])('reads no file outside the folder for /console/%s', async (path) => {
  await app.listen({ port: 0, host: '127.0.0.1' }).catch(() => {});
  const { port } = app.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  socket.end(`GET /console/${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404) /);
  expect(answer).not.toMatch(/^secret|root:/m);
});

describe('GET /', () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  test('sends browsers to the console', async () => {
    const { statusCode, headers } = await get('/', { accept });
    expect([statusCode, headers.location, headers['cache-control'], headers.vary]).toEqual([
      302,
      '/console/',
      'no-store',
      'accept, authorization',
    ]);
    expect((await get('/', { accept, host: 'evil.example' })).headers.location).toBe('/console/');
  });

  test.each([
    ['a program', 'GET', '/', { accept: '*/*' }],
    ['a signed request', 'GET', '/', { accept, authorization: 'TC3-HMAC-SHA256 Credential=a' }],
    ['a signature in the query', 'GET', '/?Action=DescribeSubAppIds&SecretId=AKID&Signature=00', { accept }],
    ['an action', 'POST', '/', { accept }],
  ] as const)('leaves %s to the API', async (_, method, url, headers) => {
    expect((await app.inject({ method, url, headers })).body).toBe('the API');
  });
});

test('says how to build a console that was not built', async () => {
  const bare = Fastify();
  consoleRoute(bare, { folder: undefined });
  for (const url of ['/console', '/console/', '/console/assets/main.js']) {
    const { statusCode, body } = await bare.inject({ url });
    expect(statusCode).toBe(404);
    expect(body).toContain('npm run build');
  }
  expect((await bare.inject({ url: '/', headers: { accept: 'text/html' } })).headers.location).toBeUndefined();
  await bare.close();
});
