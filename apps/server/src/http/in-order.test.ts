import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inOrder } from './in-order.js';

/** Sends bytes to a server with this handler. @returns everything that it answers until it closes the connection */
async function send(handler: RequestListener, bytes: string): Promise<string> {
  const server = createServer(inOrder(handler, 3));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      text += chunk;
    });
  socket.write(bytes);
  await once(socket, 'close');
  server.close();
  return text;
}

const get = (path: string, last = false): string =>
  `GET ${path} HTTP/1.1\r\nHost: a\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;

test('handles the requests of a connection one after another', async () => {
  let running = 0;
  let most = 0;
  const answer = await send(
    async ({ url }, response) => {
      most = Math.max(most, ++running);
      await delay(10);
      running--;
      response.end(url);
    },
    get('/1') + get('/2') + get('/3', true),
  );
  expect(most).toBe(1);
  expect([...answer.matchAll(/\r\n\r\n(\/\d)/g)].map(([, path]) => path)).toEqual(['/1', '/2', '/3']);
});

test('closes a connection with too many requests that wait', async () => {
  let handled = 0;
  await send(() => {
    handled++;
  }, get('/').repeat(1_000));
  expect(handled).toBe(1);
});
