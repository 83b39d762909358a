import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { listen } from '../http/listen.js';
import { defaultAdminAddress, openAdmin } from './admin-address.js';

const log = pino({ level: 'silent' });
const makeApp = () => Fastify() as unknown as FastifyInstance;
const at = (port: number) => ({ protocol: 'http', host: '127.0.0.1', port }) as const;

test('uses a loopback port with a fixed distance from the first one', () => {
  expect(defaultAdminAddress([{ protocol: 'https', host: '0.0.0.0', port: 443 }])).toEqual(at(1_443));
  expect(defaultAdminAddress([at(0)])).toEqual(at(0));
  expect(defaultAdminAddress([at(65_000)])).toEqual(at(0));
});

test('takes a free port when the default is in use, and fails when that of the setting is', async () => {
  const taken = await listen(makeApp(), [at(0)]);
  const { port = 0 } = taken.addresses[0] ?? {};
  const admin = await openAdmin(makeApp(), undefined, at(port), log);
  expect(admin?.addresses[0]?.port).not.toBe(port);
  await expect(openAdmin(makeApp(), at(port), at(0), log)).rejects.toThrow('EADDRINUSE');
  await admin?.close();
  await taken.close();
});
