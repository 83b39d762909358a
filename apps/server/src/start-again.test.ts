import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from './config.js';
import type { Started, start } from './start.js';
import { startAgain } from './start-again.js';

const config = readConfig([], {});
if (!config) throw new Error('no configuration');
const log = pino({ level: 'silent' });
const gone = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
const unreachable = new Error('DATABASE_URL: no PostgreSQL answers', { cause: gone });

/** A start that fails with these, one after the other, and then succeeds. */
function failing(...errors: Error[]): typeof start {
  return async () => {
    const error = errors.shift();
    if (error) throw error;
    return { origin: 'http://there' } as Started;
  };
}

test('a start in the middle of which PostgreSQL goes away begins anew', async () => {
  expect(await startAgain(config, log, () => false, failing(gone, unreachable))).toMatchObject({
    origin: 'http://there',
  });
});

test('what was never reached is said at once, and so is everything else', async () => {
  await expect(startAgain(config, log, () => false, failing(unreachable))).rejects.toThrow(unreachable);
  await expect(startAgain(config, log, () => false, failing(gone, new Error('the port is taken')))).rejects.toThrow(
    'the port is taken',
  );
});

test('one that is told to stop meanwhile does not begin again', async () => {
  await expect(startAgain(config, log, () => true, failing(gone))).rejects.toThrow(gone);
});
