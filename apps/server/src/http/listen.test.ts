import { once } from 'node:events';
import { type Agent, Agent as HttpAgent, type IncomingMessage, request } from 'node:http';
import { Agent as HttpsAgent, request as requestTls } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { certificate } from '@cliploop/testing/certificate';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Address, originOf } from '../config/address.js';
import { limitBodies } from './body-timeout.js';
import { makeServer } from './http-server.js';
import { type Listening, listen, tryAddresses } from './listen.js';

const pair = certificate('localhost');
const at = (protocol: Address['protocol'], host = '127.0.0.1', port = 0): Address => ({ protocol, host, port });
const wanted = [at('http'), at('https'), at('http', '::1'), at('https', '::1')];

/** Creates an app whose route /held answers after `held` resolves. @param bodyTimeout ms */
function makeApp(held: Promise<void> = Promise.resolve(), bodyTimeout = 50): FastifyInstance {
  const app = Fastify({
    rewriteUrl: ({ url = '' }) => (url === '/other' ? '/' : url),
    clientErrorHandler: (error, socket) => {
      socket.end(`HTTP/1.1 400 ${error.code}\r\nConnection: close\r\n\r\n`);
    },
  }) as unknown as FastifyInstance;
  limitBodies(app, () => false, bodyTimeout);
  app.get('/', async () => 'home');
  app.post('/', async () => 'done');
  // Answers before the body is received.
  app.post('/refused', { onRequest: async (_, reply) => reply.code(403).send('refused') }, async () => 'never');
  app.get('/held', async () => {
    await held;
    return 'held';
  });
  return app;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function ask({ protocol, host, port }: Address, path: string, agent?: Agent): Promise<Answer> {
  const options = { host, port, path, ...(agent && { agent }) };
  const sent =
    protocol === 'https' ? requestTls({ ...options, ca: pair.cert, servername: 'localhost' }) : request(options);
  const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage];
  const body = (await answer.toArray()).join('');
  return { status: answer.statusCode, headers: answer.headers, body };
}

/** Sends the bytes. @returns the status line of the response */
async function statusLine({ protocol, host, port }: Address, bytes: string): Promise<string> {
  const tls = { ca: pair.cert, servername: 'localhost' };
  const socket = protocol === 'https' ? connectTls({ host, port, ...tls }) : connect(port, host);
  socket.on('error', () => {});
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer.split('\r\n')[0] ?? '';
}

describe('listen', () => {
  let listening: Listening;
  beforeAll(async () => {
    listening = await listen(makeApp(), wanted, pair);
  });
  afterAll(() => listening.close());

  test('opens every address with a port that the system chose', () => {
    const { addresses } = listening;
    expect(addresses.map(({ protocol, host }) => at(protocol, host))).toEqual(wanted);
    expect(new Set(addresses.map(({ port }) => port)).size).toBe(4);
    expect(addresses.every(({ port }) => port > 0)).toBe(true);
  });

  test.each(wanted.map((address, index) => [originOf(address), index] as const))(
    'serves the same app with the same limits at %s',
    async (_, index) => {
      const address = listening.addresses[index] ?? at('http');
      for (const path of ['/', '/other']) expect(await ask(address, path)).toMatchObject({ status: 200, body: 'home' });
      const agent =
        address.protocol === 'https' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
      expect((await ask(address, '/', agent)).headers['keep-alive']).toBe('timeout=5');
      agent.destroy();
      expect(await statusLine(address, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: a\r\n\r\n')).toBe(
        'HTTP/1.1 200 OK',
      );
      expect(await statusLine(address, 'nonsense\r\n\r\n')).toBe('HTTP/1.1 400 HPE_INVALID_METHOD');
      expect((await ask(address, `/?${'a'.repeat(60_000)}`)).status).toBe(200);
      expect(await statusLine(address, `GET /?${'a'.repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`)).toBe(
        'HTTP/1.1 400 HPE_HEADER_OVERFLOW',
      );
      expect(
        await statusLine(
          address,
          'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\na',
        ),
      ).toBe('HTTP/1.1 400 ERR_HTTP_REQUEST_TIMEOUT');
    },
  );
});

describe.each(['http', 'https'] as const)('a client that sends the rest of a refused body (%s)', (protocol) => {
  const open = async (bodyTimeout: number): Promise<Listening> => {
    const listening = await listen(makeApp(undefined, bodyTimeout), [at(protocol)], pair);
    onTestFinished(() => listening.close());
    return listening;
  };
  const size = 24 * 2 ** 20;
  /** Sends the headers of a request whose connection is to be closed. */
  const begin = ({ addresses }: Listening, header: string): Socket => {
    const [{ host, port } = at(protocol)] = addresses;
    const tls = { ca: pair.cert, servername: 'localhost' };
    const socket = protocol === 'https' ? connectTls({ host, port, ...tls }) : connect(port, host);
    socket.on('error', () => {});
    socket.write(`POST /refused HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${header}\r\n\r\n`);
    return socket;
  };
  const send = (socket: Socket, bytes: string | Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  const rest = async (socket: Socket): Promise<string> => (await socket.toArray()).join('');
  const answer = /^HTTP\/1.1 403 [\s\S]*\r\n\r\nrefused$/;

  test('gets the response after it, and only one', async () => {
    const socket = begin(await open(60_000), `Content-Length: ${size}`);
    for (let sent = 0; sent < size; sent += 2 ** 20) await send(socket, Buffer.alloc(2 ** 20));
    await send(socket, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n').catch(() => {});
    expect(await rest(socket)).toMatch(answer);
  });

  test('gets no second response when the rest is malformed', async () => {
    const socket = begin(await open(60_000), 'Transfer-Encoding: chunked');
    await once(socket, 'readable');
    socket.write('no chunk\r\n');
    expect(await rest(socket)).toMatch(answer);
  });

  test('gets no second response when the rest takes too long', async () => {
    const socket = begin(await open(50), `Content-Length: ${size}`);
    expect(await rest(socket)).toMatch(answer);
  });
});

test('sets the same limits for servers with and without TLS', () => {
  const limits = [makeServer(() => {}), makeServer(() => {}, pair)].map(
    ({ headersTimeout, requestTimeout, keepAliveTimeout, timeout, maxHeadersCount }) => ({
      ...{ headersTimeout, requestTimeout, keepAliveTimeout, timeout, maxHeadersCount },
    }),
  );
  expect(limits[0]).toMatchObject({ headersTimeout: 20_000, requestTimeout: 0, keepAliveTimeout: 5_000, timeout: 0 });
  expect(limits[1]).toEqual(limits[0]);
});

test('answers running requests on every address before it stops', async () => {
  let release = (): void => {};
  let arrived = 0;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const app = makeApp(held);
  app.addHook('onRequest', async () => {
    arrived++;
  });
  const listening = await listen(app, wanted, pair);
  const { addresses } = listening;
  const opened = (): Promise<boolean[]> => Promise.all(addresses.map(({ host, port }) => accepts(host, port)));
  expect(await opened()).toEqual([true, true, true, true]);
  const answers = addresses.map((address) => ask(address, '/held'));
  await expect.poll(() => arrived).toBe(4);
  const stopped = listening.close();
  await expect.poll(opened).toEqual([false, false, false, false]);
  release();
  expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(['held', 'held', 'held', 'held']);
  await stopped;
});

test('stops without waiting for idle connections, and can close busy ones', async () => {
  const listening = await listen(makeApp(new Promise(() => {})), wanted, pair);
  const { addresses } = listening;
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  // The clients send no byte, so that no TLS handshake begins.
  const silent = addresses.map(({ host, port }) => connect(port, host).on('error', () => {}));
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  // Connections are accepted in their order: the silent ones are before these.
  for (const address of addresses) await ask(address, '/', agents[address.protocol]);
  const busy = addresses.map((address) => ask(address, '/held').catch(({ code }) => code));
  const stopped = listening.close();
  listening.closeAllConnections();
  await stopped;
  for (const end of await Promise.all(busy)) expect(['ECONNRESET', 'ECONNREFUSED', 'EPIPE']).toContain(end);
  for (const agent of Object.values(agents)) agent.destroy();
});

async function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  const [result] = await Promise.race([
    once(socket, 'connect').then(() => [true]),
    once(socket, 'close').then(() => [false]),
  ]).catch(() => [false]);
  socket.destroy();
  return result === true;
}

describe('listen, when an address cannot be opened', () => {
  test('closes the other addresses and names the failed one in the error', async () => {
    const taken = await listen(makeApp(), [at('http')]);
    const { port = 0 } = taken.addresses[0] ?? {};
    const free = await listen(makeApp(), [at('http')]);
    const freePort = free.addresses[0]?.port ?? 0;
    await free.close();
    await expect(
      listen(makeApp(), [at('http', '127.0.0.1', freePort), at('https', '127.0.0.1', port)], pair),
    ).rejects.toThrow(
      `Cannot listen on https://127.0.0.1:${port} (EADDRINUSE): the port is in use; stop the program that uses it, or ` +
        'choose another port (0 picks a free port)',
    );
    expect(await accepts('127.0.0.1', freePort)).toBe(false);
    await taken.close();
  });

  test.each([
    ['0.0.0.0', '127.0.0.1'],
    ['127.0.0.1', '0.0.0.0'],
    ['localhost', '127.0.0.1'],
  ])('names the other address that has the port: %s, %s', async (first, second) => {
    const free = await listen(makeApp(), [at('http')]);
    const { port = 0 } = free.addresses[0] ?? {};
    await free.close();
    await expect(listen(makeApp(), [at('http', first, port), at('http', second, port)])).rejects.toThrow(
      `Cannot listen on http://${second}:${port} (EADDRINUSE): http://${first}:${port} has the same port; remove one of the ` +
        'two addresses, or change its port',
    );
  });

  test('reports that this machine does not have the address', async () => {
    await expect(listen(makeApp(), [at('http', '192.0.2.1')])).rejects.toThrow(
      'Cannot listen on http://192.0.2.1:0 (EADDRNOTAVAIL): this machine does not have this address; use an address of ' +
        'this machine',
    );
  });
});

describe('tryAddresses', () => {
  test('leaves the addresses free', async () => {
    const free = await listen(makeApp(), [at('http')]);
    const { port = 0 } = free.addresses[0] ?? {};
    await free.close();
    const both = [at('http', 'localhost', port), at('http', '127.0.0.1')];
    await tryAddresses(both);
    expect(await accepts('127.0.0.1', port)).toBe(false);
    const { close } = await listen(makeApp(), both);
    await close();
  });

  test('fails like listen and leaves the other addresses free', async () => {
    const taken = await listen(makeApp(), [at('http')]);
    const { port = 0 } = taken.addresses[0] ?? {};
    const free = await listen(makeApp(), [at('http')]);
    const freePort = free.addresses[0]?.port ?? 0;
    await free.close();
    await expect(tryAddresses([at('http', '127.0.0.1', freePort), at('https', '127.0.0.1', port)])).rejects.toThrow(
      `Cannot listen on https://127.0.0.1:${port} (EADDRINUSE): the port is in use`,
    );
    expect(await accepts('127.0.0.1', freePort)).toBe(false);
    await taken.close();
  });
});

test('opens 0.0.0.0 and [::] with the same port', async () => {
  const one = await listen(makeApp(), [at('http', '0.0.0.0')]);
  const { port = 0 } = one.addresses[0] ?? {};
  await one.close();
  const both = await listen(makeApp(), [at('http', '0.0.0.0', port), at('http', '::', port)]);
  const asked = await Promise.all(['127.0.0.1', '::1'].map((host) => ask(at('http', host, port), '/')));
  expect(asked.map(({ body }) => body)).toEqual(['home', 'home']);
  await both.close();
});

test('opens every loopback address of localhost', async () => {
  const listening = await listen(makeApp(), [at('http', 'localhost')]);
  const [address = at('http')] = listening.addresses;
  expect(address).toMatchObject({ host: 'localhost', port: expect.any(Number) });
  expect((await ask({ ...address, host: '127.0.0.1' }, '/')).body).toBe('home');
  await listening.close();
});
