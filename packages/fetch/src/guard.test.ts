import { closeServers, rawServer, redirect, whole } from '@cliploop/testing/raw-server';
import { afterEach, describe, expect, test } from 'vitest';
import { parseFetchAllow } from './allow.js';
import { createFetcher } from './fetcher.js';
import { failure } from './testing/failure.js';

afterEach(closeServers);

/** A fetcher with its own host names. Each lookup of a name takes the next list of addresses. */
function fetcherFor(allow: string, names: Record<string, string[][]>) {
  const lookups: string[] = [];
  const resolve = async (name: string) => {
    lookups.push(name);
    const lists = names[name];
    return (lists !== undefined && lists.length > 1 ? lists.shift() : lists?.[0]) ?? [];
  };
  const timeouts = { connectTimeoutMs: 2000, idleTimeoutMs: 2000 };
  return { lookups, ...createFetcher({ allow: parseFetchAllow(allow), resolve, timeouts }) };
}

describe('guard against spellings of a forbidden address', () => {
  test.each([
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '127.0.0.1.'],
    ...['[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]'],
    ...['[2002:7f00:1::]', '0', '0.0.0.0', '[::]', 'user@127.0.0.1', 'public.example@127.0.0.1', '①②⑦.0.0.1'],
    ...['169.254.169.254', '[fd00:ec2::254]', '%31%32%37.0.0.1'],
  ])('refuses http://%s', async (host) => {
    const server = await rawServer((socket) => socket.end(whole(200)));
    const { lookups, request } = fetcherFor('', {});
    const error = await failure(request(`http://${host}:${server.port}/secret?token=1`));
    expect(error.code).toBe('FORBIDDEN_ADDRESS');
    expect(error.retryable).toBe(false);
    expect(error.message).toMatch(/CLIPLOOP_FETCH_ALLOW=\S+:\d+$/);
    expect(error.message).not.toMatch(/token|user|public\.example/);
    expect(server.connections).toBe(0);
    expect(lookups).toEqual([]);
  });

  test.each(['[fe80::1%25eth0]', '[fe80::1%eth0]', '1.2.3.4.5', '1.2.3.256', 'a b', '', '[::1', 'host:99999'])(
    'rejects the invalid URL http://%s',
    async (host) => {
      const { request } = fetcherFor('', {});
      expect(await failure(request(`http://${host}/?token=1`))).toMatchObject({
        code: 'BAD_URL',
        message: 'Invalid URL. Give a complete http:// or https:// URL.',
      });
    },
  );

  test('names the kind of address, and the setting that allows the host', async () => {
    const { request } = fetcherFor('', { 'nas.lan': [['10.0.0.7']] });
    const { message } = await failure(request('http://me:secret@nas.lan:8080/a/b?key=1#x'));
    expect(message).toBe(
      'http://nas.lan:8080/a/b: the host has a private address, and only public addresses are allowed. ' +
        'To allow this host, start the service with CLIPLOOP_FETCH_ALLOW=nas.lan:8080',
    );
    const six = await failure(request('http://[::1]/'));
    expect(six.message).toContain('CLIPLOOP_FETCH_ALLOW=[::1]:80');
  });
});

describe('guard of host names', () => {
  test('refuses localhost by default, and allows it by name', async () => {
    const server = await rawServer((socket) => socket.end(whole(200, 'hello')));
    const url = `http://localhost:${server.port}/`;
    expect(await failure(createFetcher().request(url))).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(server.connections).toBe(0);
    const { body } = await createFetcher({ allow: parseFetchAllow('localhost') }).request(url);
    expect(body.toString()).toBe('hello');
  });

  test('allows a listed name at any address, but not another name at the same address', async () => {
    const server = await rawServer((socket) => socket.end(whole(200, 'hello')));
    const { request } = fetcherFor(`good.test:${server.port}`, {
      'good.test': [['127.0.0.1']],
      'good.test.': [['127.0.0.1']],
      'bad.test': [['127.0.0.1']],
    });
    expect((await request(`http://GOOD.test:${server.port}/`)).status).toBe(200);
    expect((await request(`http://good.test.:${server.port}/`)).status).toBe(200);
    expect(server.heads[0]).toContain(`host: good.test:${server.port}\r\n`);
    expect(await failure(request(`http://bad.test:${server.port}/`))).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(await failure(request('http://good.test:1/'))).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(server.connections).toBe(2);
  });

  test('looks up a name once for each connection, and checks a changed address', async () => {
    const forbidden = await rawServer((socket) => socket.end(whole(200, 'forbidden')));
    // 127.0.0.2 represents a public address, on which the server listens.
    const open = await rawServer((socket) => socket.end(whole(200, 'open')), { host: '127.0.0.2' });
    const rebinding = fetcherFor('127.0.0.2', { 'x.test': [['127.0.0.2'], ['127.0.0.1']] });
    expect((await rebinding.request(`http://x.test:${open.port}/`)).body.toString()).toBe('open');
    expect(rebinding.lookups).toEqual(['x.test']);
    expect(await failure(rebinding.request(`http://x.test:${forbidden.port}/`))).toMatchObject({
      code: 'FORBIDDEN_ADDRESS',
    });
    expect(rebinding.lookups).toEqual(['x.test', 'x.test']);
    expect(forbidden.connections).toBe(0);
  });

  test('never connects to the forbidden ones of several addresses', async () => {
    const open = await rawServer((socket) => socket.end(whole(200, 'open')), { host: '127.0.0.2' });
    const { request } = fetcherFor('127.0.0.2', {
      'x.test': [['127.0.0.1', '::1', 'rubbish', '127.0.0.2', '10.0.0.1']],
    });
    expect((await request(`http://x.test:${open.port}/`)).body.toString()).toBe('open');

    const forbidden = await rawServer((socket) => socket.end(whole(200, 'forbidden')));
    // No server listens on that port of the allowed address. The client must not try the forbidden one.
    const error = await failure(request(`http://x.test:${forbidden.port}/`));
    expect(error).toMatchObject({ code: 'CONNECT', retryable: true });
    expect(error.message).toContain('ECONNREFUSED');
    expect(forbidden.connections).toBe(0);
  });

  test('tries the next address when one does not answer', async () => {
    const server = await rawServer((socket) => socket.end(whole(200, 'hello')));
    const { request } = fetcherFor('127.0.0.0/8', { 'x.test': [['127.0.0.3', '127.0.0.1']] });
    expect((await request(`http://x.test:${server.port}/`)).body.toString()).toBe('hello');
  });

  test('fails with UNRESOLVED or TIMEOUT for a name without an address', async () => {
    const { request } = fetcherFor('', {});
    expect(await failure(request('http://none.test/a?b'))).toMatchObject({
      code: 'UNRESOLVED',
      retryable: false,
      message: 'http://none.test/a: the host name cannot be resolved (no address). Check its spelling and the DNS.',
    });
    const failing = (code: string) =>
      createFetcher({ resolve: () => Promise.reject(Object.assign(new Error('x'), { code })) });
    const missing = await failure(failing('ENOTFOUND').request('http://none.test/'));
    expect(missing).toMatchObject({ code: 'UNRESOLVED', retryable: false });
    const temporary = await failure(failing('EAI_AGAIN').request('http://none.test/'));
    expect(temporary).toMatchObject({ code: 'UNRESOLVED', retryable: true });
    const silent = createFetcher({ resolve: () => new Promise(() => {}), timeouts: { connectTimeoutMs: 20 } });
    expect(await failure(silent.request('http://none.test/'))).toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('guard of redirects', () => {
  test.each([301, 302, 303, 307, 308])('does not connect to a forbidden address after status %i', async (status) => {
    const forbidden = await rawServer((socket) => socket.end(whole(200, 'secret')));
    for (const target of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', 'inside.test']) {
      const location = `http://${target}:${forbidden.port}/?k=1`;
      const front = await rawServer((socket) => socket.end(redirect(location, status)), { host: '127.0.0.2' });
      const { request } = fetcherFor('127.0.0.2', { 'inside.test': [['127.0.0.1']] });
      const error = await failure(request(`http://127.0.0.2:${front.port}/`, { redirects: 5 }));
      expect(error.code).toBe('FORBIDDEN_ADDRESS');
      expect(error.message).not.toContain('k=1');
    }
    expect(forbidden.connections).toBe(0);
  });

  test('checks each redirect, even when the host name stays the same', async () => {
    const forbidden = await rawServer((socket) => socket.end(whole(200, 'secret')));
    const front = await rawServer(
      (socket, _, index) => socket.end(redirect(index < 2 ? `/${index}` : `http://x.test:${forbidden.port}/`)),
      { host: '127.0.0.2' },
    );
    const { lookups, request } = fetcherFor('127.0.0.2', {
      'x.test': [['127.0.0.2'], ['127.0.0.2'], ['127.0.0.2'], ['127.0.0.1']],
    });
    const error = await failure(request(`http://x.test:${front.port}/`, { redirects: 5 }));
    expect(error.code).toBe('FORBIDDEN_ADDRESS');
    expect(lookups).toHaveLength(4);
    expect(front.heads.map((head) => head.split(' ')[1])).toEqual(['/', '/0', '/1']);
    expect(forbidden.connections).toBe(0);
  });

  test.each(['http://169.254.169.254/latest/meta-data', 'http://[::1]/', 'http://0/', 'http://10.0.0.1/'])(
    'refuses a redirect to %s',
    async (location) => {
      const front = await rawServer((socket) => socket.end(redirect(location)));
      const { request } = fetcherFor('127.0.0.1', {});
      const error = await failure(request(`http://127.0.0.1:${front.port}/`, { redirects: 1 }));
      expect(error.code).toBe('FORBIDDEN_ADDRESS');
    },
  );
});
