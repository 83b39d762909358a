import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../config/config.js';
import type { Started, start } from './start.js';
import { startWithRetry } from './start-with-retry.js';

const config = readConfig([], {});
if (!config) throw new Error('no configuration');
const log = pino({ level: 'silent' });
const connectionLost = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
const unreachable = new Error('DATABASE_URL: PostgreSQL does not answer', { cause: connectionLost });

/** Returns a start that fails with each of the errors and then succeeds. */
function failing(...errors: Error[]): typeof start {
  return async () => {
    const error = errors.shift();
    if (error) throw error;
    return { origin: 'http://127.0.0.1:8030' } as Started;
  };
}

test('repeats the start when the connection to PostgreSQL is lost', async () => {
  expect(await startWithRetry(config, log, () => false, failing(connectionLost, unreachable))).toMatchObject({
    origin: 'http://127.0.0.1:8030',
  });
});

test('reports an unreachable PostgreSQL and all other errors immediately', async () => {
  await expect(startWithRetry(config, log, () => false, failing(unreachable))).rejects.toThrow(unreachable);
  await expect(
    startWithRetry(config, log, () => false, failing(connectionLost, new Error('the port is taken'))),
  ).rejects.toThrow('the port is taken');
});

test('does not repeat the start while the service is stopping', async () => {
  await expect(startWithRetry(config, log, () => true, failing(connectionLost))).rejects.toThrow(connectionLost);
});
