import type { Service } from '@cliploop/vod';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createAdminServer } from './admin.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

const log = pino({ level: 'silent' });

function adminOf(countUnfinished: () => Promise<unknown[]>, local = true) {
  const health = { space: { free: 1, reserve: 0, full: false }, conditions: { list: () => [] } };
  const events = { outbox: { cachedCount: async () => ({}) } };
  const metrics = new Metrics({ tasks: { countUnfinished }, events, health } as unknown as Service);
  return createAdminServer({ metrics, readiness: new Readiness(async () => {}), local, log });
}

test('counts the backlog once for any number of requests', async () => {
  let counts = 0;
  const admin = adminOf(async () => {
    counts++;
    return [{ queue: 'animate', status: 'WAITING', count: 7 }];
  });
  const texts = await Promise.all(Array.from({ length: 40 }, async () => (await admin.inject('/metrics')).body));
  for (const text of texts) expect(text).toContain('cliploop_queue_depth{queue="animate",state="WAITING"} 7');
  expect((await admin.inject('/backlog')).json()).toEqual({
    backlog: [{ queue: 'animate', status: 'WAITING', count: 7 }],
  });
  expect(counts).toBe(1);
});

test('serves metrics without the backlog when it cannot be counted', async () => {
  const admin = adminOf(() => Promise.reject(new Error('no database')));
  const { statusCode, body } = await admin.inject('/metrics');
  expect([statusCode, body.includes('cliploop_queue_depth{')]).toEqual([200, false]);
  expect((await admin.inject('/backlog')).statusCode).toBe(503);
});

test('refuses web pages that reach the loopback address by another host name', async () => {
  const status = async (host: string, local: boolean): Promise<number> =>
    (await adminOf(async () => [], local).inject({ url: '/metrics', headers: { host } })).statusCode;
  for (const host of ['localhost:9030', '127.0.0.1:9030', '[::1]:9030']) expect(await status(host, true)).toBe(200);
  for (const host of ['evil.example', 'localhost.evil.example:80', '127.0.0.1.evil.example']) {
    expect(await status(host, true)).toBe(403);
    expect(await status(host, false)).toBe(200);
  }
});
