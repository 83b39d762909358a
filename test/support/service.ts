import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appId, credential } from '@cliploop/testing/credential';
import type { Parts, Service } from '@cliploop/vod';
import { readConfig, start } from 'cliploop-server/in-process';
import { type Logger, pino } from 'pino';
import { testDatabase } from './database.ts';

export { appId, credential };

export interface Running {
  /** `127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Origin of the address for operators. */
  readonly admin: string;
  readonly service: Service;
  /** The data folder. */
  readonly data: string;
  close(): Promise<void>;
}

/**
 * Starts the service with a new data folder and a new database, on a free loopback port, for the key pair `credential`.
 * @param env settings; an empty DATABASE_URL starts the embedded PostgreSQL
 */
export async function startService(
  env: NodeJS.ProcessEnv = {},
  parts: Parts = {},
  log: Logger = pino({ level: 'silent' }),
): Promise<Running> {
  const data = await mkdtemp(join(tmpdir(), 'cliploop-server-'));
  const database = env.DATABASE_URL === undefined ? await testDatabase() : undefined;
  const close = async (): Promise<void> => {
    await database?.drop();
    await rm(data, { recursive: true, force: true });
  };
  const config = readConfig(['--data', data], {
    CLIPLOOP_PORT: env.CLIPLOOP_LISTEN === undefined ? '0' : '',
    CLIPLOOP_APP_ID: String(appId),
    CLIPLOOP_SECRET_ID: credential.secretId,
    CLIPLOOP_SECRET_KEY: credential.secretKey,
    ...(database && { DATABASE_URL: database.url }),
    ...env,
  });
  if (!config) throw new Error('no configuration');
  const {
    service,
    origin,
    admin = '',
    stop,
  } = await start(config, log, parts).catch(async (error) => {
    await close();
    throw error;
  });
  return {
    endpoint: origin.replace(/^https?:\/\//, ''),
    admin,
    service,
    data,
    async close() {
      await stop();
      await close();
    },
  };
}
