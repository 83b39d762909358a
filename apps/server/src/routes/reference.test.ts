import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { referenceRoute } from './reference.js';

let app: FastifyInstance;
beforeAll(() => {
  app = Fastify();
  referenceRoute(app);
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe.each([
  ['/openapi.json', 'application/json; charset=utf-8'],
  ['/reference', 'text/html; charset=utf-8'],
])('%s', (url, type) => {
  test('has the same content with and without compression', async () => {
    const plain = await get(url);
    expect(plain.statusCode).toBe(200);
    expect(plain.headers).toMatchObject({
      'content-type': type,
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    const small = await get(url, { 'accept-encoding': 'br, gzip' });
    expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': type });
    expect(gunzipSync(small.rawPayload).toString()).toBe(plain.body);
    expect(small.rawPayload.length).toBeLessThan(46_000);
  });

  test.each(['identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br'])(
    'is not compressed for Accept-Encoding: %s',
    async (accepted) => {
      expect((await get(url, { 'accept-encoding': accepted })).headers['content-encoding']).toBeUndefined();
    },
  );

  test('is not sent again to a client that has it', async () => {
    const { etag = '' } = (await get(url)).headers;
    const again = await get(url, { 'if-none-match': etag });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
    expect((await get(url, { 'if-none-match': 'W/"other"' })).statusCode).toBe(200);
  });

  test('answers GET and HEAD only', async () => {
    expect((await app.inject({ method: 'HEAD', url })).statusCode).toBe(200);
    expect((await app.inject({ method: 'POST', url })).statusCode).toBe(404);
  });
});

test('allows the page its own style and script, and to load nothing', async () => {
  const { headers, body } = await get('/reference');
  const inside = (tag: string): string => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(body)?.[1] ?? '';
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src ${hash(inside('style'))}; script-src ${hash(inside('script'))}; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(body).not.toMatch(/<(link|img|iframe|object|embed)\b| (src|style|on\w+)=|@import|url\(/);
});

test('allows pages of any origin to read the document', async () => {
  expect((await get('/openapi.json')).headers['access-control-allow-origin']).toBe('*');
  expect((await get('/reference')).headers['access-control-allow-origin']).toBeUndefined();
});

test('redirects a URL with a slash at the end to the page', async () => {
  for (const method of ['GET', 'HEAD'] as const) {
    const { statusCode, headers } = await app.inject({ method, url: '/reference/' });
    expect([statusCode, headers.location]).toEqual([301, '../reference']);
  }
});

describe('the samples', () => {
  const bodies = async (publicUrl: string | (() => string)) => {
    const other = Fastify();
    referenceRoute(other, publicUrl);
    const answers = [await other.inject('/reference'), await other.inject('/openapi.json')];
    await other.close();
    return answers.map(({ body }) => body);
  };

  test('show the public URL of the service', async () => {
    for (const body of await bodies('https://media.example.org/vod')) {
      expect(body).not.toContain('8030');
      expect(body).toContain('https://media.example.org/vod/files/');
      expect(body).toContain('HOST=media.example.org');
      expect(body).toContain('https://$HOST/');
      expect(body).not.toMatch(/http:\/\/\$HOST|data-origin="/);
    }
  });

  test('show the address that the service listens on, which the page replaces by its own origin', async () => {
    let url = 'http://127.0.0.1:1';
    const app = Fastify();
    referenceRoute(app, () => url);
    await app.inject('/reference');
    url = 'http://[::1]:9000';
    const { body } = await app.inject('/reference');
    await app.close();
    expect(body).toContain('<html lang="en" data-origin="http://[::1]:9000">');
    expect(body).toContain('HOST=[::1]:9000');
    expect(body).toContain('http://[::1]:9000/files/');
    expect(body).not.toMatch(/8030|127\.0\.0\.1:1\b/);
  });

  test('stay text when the URL has markup', async () => {
    const [page] = await bodies(() => 'http://"><img src=x>:80');
    expect(page).not.toContain('<img');
  });
});
