import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { testDatabase } from '../../testing/database.js';
import { ping } from './ping.js';

test('answers when PostgreSQL does', async () => {
  const database = await testDatabase({ empty: true });
  await ping({ connectionString: database.url });
  await database.ping();
  await database.close();
});

test('fails in time when PostgreSQL accepts the connection and never answers, and closes it', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}).resume());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const began = performance.now();
  await expect(ping({ connectionString: `postgres://a@127.0.0.1:${port}/a` }, 200)).rejects.toThrow(
    'PostgreSQL did not answer within 0.2 s',
  );
  expect(performance.now() - began).toBeLessThan(10_000);
  await expect.poll(() => sockets.map(({ closed }) => closed)).toEqual([true]);
  server.close();
});

test('fails at once when nothing listens', async () => {
  await expect(ping({ connectionString: 'postgres://a@127.0.0.1:1/a' })).rejects.toThrow('ECONNREFUSED');
});
