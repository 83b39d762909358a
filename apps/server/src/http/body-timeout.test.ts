import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import Fastify from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { limitBodies } from './body-timeout.js';

const app = Fastify();
limitBodies(app, ({ url }) => url === '/file', 50);
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/', async ({ body }) => String(body));
app.post('/file', async ({ body }) => String(body));
afterEach(() => app.close());

/** Sends the last bytes of a body after 500 ms. @returns the status line of the response */
async function sendSlowly(path: string): Promise<string> {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
    socket.end();
  });
  socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: text/x\r\nContent-Length: 3\r\n\r\na`);
  setTimeout(() => socket.write('bc'), 500);
  socket.on('error', () => {});
  await once(socket, 'close');
  return answer.split('\r\n')[0] ?? '';
}

test('ends a request whose body takes too long, unless it is a file', async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  expect(await sendSlowly('/')).toBe('HTTP/1.1 408 Request Timeout');
  expect(await sendSlowly('/file')).toBe('HTTP/1.1 200 OK');
});
