import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parts, Service } from '@cliploop/vod';
import { type Logger, pino } from 'pino';
import { readConfig } from '../config.js';
import { start } from '../start.js';
import { appId, credential } from './credential.js';

export { appId, credential };

export interface Running {
  /** `127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly service: Service;
  /** The data folder. */
  readonly data: string;
  close(): Promise<void>;
}

/** The service with a data folder of its own, on a free port of loopback, for the pair `credential`. */
export async function startService(
  env: NodeJS.ProcessEnv = {},
  parts: Parts = {},
  log: Logger = pino({ level: 'silent' }),
): Promise<Running> {
  const data = await mkdtemp(join(tmpdir(), 'cliploop-server-'));
  const config = readConfig(['--data', data], {
    CLIPLOOP_PORT: env.CLIPLOOP_LISTEN === undefined ? '0' : '',
    CLIPLOOP_APP_ID: String(appId),
    CLIPLOOP_SECRET_ID: credential.secretId,
    CLIPLOOP_SECRET_KEY: credential.secretKey,
    ...env,
  });
  if (!config) throw new Error('no configuration');
  const { service, origin, stop } = await start(config, log, parts);
  return {
    endpoint: origin.replace(/^https?:\/\//, ''),
    service,
    data,
    async close() {
      await stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
