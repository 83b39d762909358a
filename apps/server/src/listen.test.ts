import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { listen } from './listen.js';

const apps: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

function app(): FastifyInstance {
  const made = Fastify() as unknown as FastifyInstance;
  apps.push(made);
  return made;
}

test('a port that another program has', async () => {
  const first = app();
  await listen(first, { host: '127.0.0.1', port: 0 });
  const { port } = first.server.address() as AddressInfo;
  await expect(listen(app(), { host: '127.0.0.1', port })).rejects.toThrow(
    `The service cannot listen on port ${port} of 127.0.0.1 (EADDRINUSE): another program has it; end that one, or choose ` +
      'another port with --port (0 picks a free one)',
  );
});

test('an address that this machine has not', async () => {
  await expect(listen(app(), { host: '192.0.2.1', port: 0 })).rejects.toThrow(
    'The service cannot listen on port 0 of 192.0.2.1 (EADDRNOTAVAIL): this machine has no such address; name one that it ' +
      'has with --host',
  );
});
