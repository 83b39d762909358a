import { closeServers, rawServer, redirect, reply, serve, whole } from '@cliploop/testing/raw-server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseFetchAllow } from './allow.js';
import { createFetcher } from './fetcher.js';
import { failure } from './testing/failure.js';

afterEach(closeServers);

const allow = parseFetchAllow('127.0.0.0/8');
const timeouts = { connectTimeoutMs: 5000, idleTimeoutMs: 5000, requestTimeoutMs: 5000 };
const { request } = createFetcher({ allow, timeouts, userAgent: 'cliploop-test' });

describe('follow', () => {
  test('follows redirects to the last response', async () => {
    const hops = ['/b?x=1', 'c', '../d', '//127.0.0.1:PORT/e'];
    const { server, url } = await serve((socket, _, index) => {
      const hop = hops[index];
      socket.end(hop === undefined ? whole(200, 'end') : redirect(hop.replace('PORT', String(server.port))));
    });
    const answer = await request(`${url}/dir/a`, { redirects: 4 });
    expect(answer.url).toBe(`${url}/e`);
    expect(server.heads.map((head) => head.split(' ')[1])).toEqual(['/dir/a', '/b?x=1', '/c', '/d', '/e']);
  });

  test('closes the connection of each redirect', async () => {
    const { server, url } = await serve((socket, _, index) =>
      socket.write(index === 0 ? reply(302, { Location: '/b' }, 'endless') : whole(200, 'end')),
    );
    expect((await request(url, { redirects: 1 })).body.toString()).toBe('end');
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  test('fails after more redirects than allowed', async () => {
    const { server, url } = await serve((socket) => socket.end(redirect('/again?k=1')));
    expect(await failure(request(`${url}/a?k=1`, { redirects: 2 }))).toMatchObject({
      code: 'TOO_MANY_REDIRECTS',
      message: `${url}/a: there are more than 2 redirects. Give the URL to which they lead.`,
    });
    expect(server.connections).toBe(3);
  });

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'POST', 'POST', 'body'],
  ] as const)('after status %i, repeats a %s as %s', async (status, before, after, body) => {
    const { server, url } = await serve((socket, _, index) =>
      socket.end(index === 0 ? redirect('/to', status) : whole(200)),
    );
    await request(url, {
      method: before,
      body: 'body',
      headers: { 'Content-Type': 'text/x', 'X-Own': '1' },
      redirects: 1,
    });
    const [, second = ''] = server.heads;
    expect(second).toMatch(new RegExp(`^${after} /to `));
    expect(second.includes('content-type: text/x')).toBe(body !== '');
    expect(second.slice(second.indexOf('\r\n\r\n') + 4)).toBe(body);
    expect(second).toContain('x-own: 1');
  });

  test('removes headers that may be secrets on the way to another origin', async () => {
    const other = await rawServer((socket) => socket.end(whole(200)));
    const { url } = await serve((socket) => socket.end(redirect(`http://127.0.0.1:${other.port}/`, 307)));
    const headers = { Authorization: 'a', Cookie: 'b', 'X-Api-Key': 'c', Accept: 'text/x' };
    await request(url.replace('//', '//me:pass@'), { headers, redirects: 1 });
    expect(other.heads[0]).not.toMatch(/authorization|cookie|api-key/i);
    expect(other.heads[0]).toContain('accept: text/x\r\n');
  });

  test.each([
    [
      'ftp://x/?k=1',
      'BAD_URL',
      'the server redirects to a URL that starts with ftp:, but only http: and https: are allowed.',
    ],
    ['http://[x?k=1', 'BAD_URL', 'the server redirects to an invalid URL.'],
    [
      'http://a:b@127.0.0.1/',
      'BAD_URL',
      'the server redirects to a URL with a user name or password, which is not allowed.',
    ],
  ])('refuses a redirect to %s', async (location, code, what) => {
    const { url } = await serve((socket) => socket.end(redirect(location)));
    const error = await failure(request(`${url}/p?k=1`, { redirects: 5 }));
    expect(error).toMatchObject({ code, message: `${url}/p: ${what}` });
  });

  test('reads a Location in unescaped UTF-8', async () => {
    const { server, url } = await serve((socket, _, index) =>
      socket.end(index === 0 ? redirect('/é') : whole(200), 'utf8'),
    );
    await request(url, { redirects: 1 });
    expect(server.heads[1]).toMatch(/^GET \/%C3%A9 /);
  });
});
