import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import type { Storage } from '@cliploop/vod';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { sendFile } from './stored-file.js';

const file = { key: '1/a', size: 3, etag: '"a"', type: 'image/gif', cacheControl: 'no-cache' };

/** Serves the file at /, and as a file that another caller answers for at /own. */
async function serve(open: () => Promise<{ stream: Readable } | undefined>): Promise<number> {
  const app = Fastify();
  const storage = { open } as unknown as Storage;
  app.get('/', (request, reply) => sendFile(storage, file, request, reply));
  app.get('/own', (request, reply) =>
    sendFile(storage, file, request, reply, () => reply.code(503).send('made again')),
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  return (app.server.address() as AddressInfo).port;
}

test('closes the file of a client that left before the first byte', async () => {
  const stream = Readable.from([Buffer.from('abc')]);
  let opening = (): void => {};
  let opened = (): void => {};
  const begun = new Promise<void>((resolve) => {
    opening = resolve;
  });
  const left = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const port = await serve(async () => {
    opening();
    await left;
    return { stream };
  });
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await begun;
  socket.resetAndDestroy();
  await once(socket, 'close');
  await new Promise((resolve) => setTimeout(resolve, 50));
  opened();
  await expect.poll(() => stream.destroyed).toBe(true);
});

test('answers for a file that was deleted meanwhile as the caller says, without the headers of the file', async () => {
  const port = await serve(async () => undefined);
  const missing = await fetch(`http://127.0.0.1:${port}/`);
  expect([missing.status, missing.headers.get('etag')]).toEqual([404, null]);
  const own = await fetch(`http://127.0.0.1:${port}/own`);
  expect([own.status, await own.text(), own.headers.get('etag')]).toEqual([503, 'made again', null]);
});
