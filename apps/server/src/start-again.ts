import { setTimeout as delay } from 'node:timers/promises';
import { isAway } from '@cliploop/vod';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { type Started, start } from './start.js';

/** For PostgreSQL to come back, ms; as long as the embedded one is tried to be started again. */
const PATIENCE = 60_000;
const PAUSE = 500;

/**
 * Starts the service, again and again while PostgreSQL goes away in the middle of it: it comes back by itself.
 * @param told whether the service is to stop meanwhile @param begin for tests
 */
export async function startAgain(
  config: Config,
  log: Logger,
  told: () => boolean,
  begin: typeof start = start,
): Promise<Started> {
  let end = Number.POSITIVE_INFINITY;
  for (;;) {
    try {
      return await begin(config, log);
    } catch (error) {
      // One that DATABASE_URL does not reach may never have been there: that is said at once, unless it was there before.
      const cause = end === Number.POSITIVE_INFINITY ? error : ((error as Error).cause ?? error);
      if (!isAway(cause) || performance.now() > end || told()) throw error;
      end = Math.min(end, performance.now() + PATIENCE);
      log.warn({ err: error }, 'lost PostgreSQL during the start; starting again');
      await delay(PAUSE);
    }
  }
}
