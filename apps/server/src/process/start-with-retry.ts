import { setTimeout as delay } from 'node:timers/promises';
import { isAway } from '@cliploop/vod';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { type Started, start } from './start.js';

/** How long to wait for PostgreSQL: as long as the embedded one is restarted. */
const RETRY_TIMEOUT_MS = 60_000;
const RETRY_DELAY_MS = 500;

/**
 * Starts the service. When the connection to PostgreSQL is lost during the start, starts again until PostgreSQL is back.
 * @param isStopping whether the service has received a signal to stop
 * @param startService for tests
 */
export async function startWithRetry(
  config: Config,
  log: Logger,
  isStopping: () => boolean,
  startService: typeof start = start,
): Promise<Started> {
  let deadline = Number.POSITIVE_INFINITY;
  for (;;) {
    try {
      return await startService(config, log);
    } catch (error) {
      // If DATABASE_URL never connected, its value is probably wrong, so the error is reported immediately.
      const cause = deadline === Number.POSITIVE_INFINITY ? error : ((error as Error).cause ?? error);
      if (!isAway(cause) || performance.now() > deadline || isStopping()) throw error;
      deadline = Math.min(deadline, performance.now() + RETRY_TIMEOUT_MS);
      log.warn({ err: error }, 'lost the connection to PostgreSQL during the start; retrying');
      await delay(RETRY_DELAY_MS);
    }
  }
}
