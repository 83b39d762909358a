import { open, openStore, type Parts, type Service } from '@cliploop/vod';
import type { Logger } from 'pino';
import { mainOrigin, originOf } from './address.js';
import { type Config, warningsOf } from './config.js';
import { prepareCredentials } from './credentials.js';
import { makeDataFolder } from './data-folder.js';
import { listen, tryAddresses } from './listen.js';
import { Metrics } from './metrics.js';
import { createServer } from './server.js';
import { readTls } from './tls.js';

/** A running service. */
export interface Started {
  readonly service: Service;
  /** The first address that it listens on: `http://HOST:PORT`, or with https. */
  readonly origin: string;
  /** All addresses, in the order of the configuration. */
  readonly origins: readonly string[];
  /** Resolves when its PostgreSQL has ended without being stopped, and cannot be started again. */
  readonly lost: Promise<Error>;
  /** Path of the file with the key pair for clients, when this start generated one. */
  readonly generated: string | undefined;
  /** For a process that exits at once: asks its PostgreSQL to stop, without waiting. */
  abandon(): void;
  /** Stops accepting requests, returns running jobs to the queue, and stops PostgreSQL last. */
  stop(): Promise<void>;
}

/**
 * Starts the parts of the service that the role has. When one fails, the others are stopped.
 * @param parts replaces parts in tests
 */
export async function start(config: Config, log: Logger, parts: Parts = {}): Promise<Started> {
  const ends: (() => unknown)[] = [];
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    let failure: unknown;
    // All parts are stopped, even when one fails.
    for (const end of ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  };
  try {
    // What cannot work is found before anything is written.
    const tls = config.tls && (await readTls(config.tls));
    await tryAddresses(config.listen);
    await makeDataFolder(config.data);
    for (const warning of warningsOf(config)) log.warn(warning);
    const store = await openStore(config, log);
    ends.push(() => store.close());
    const { database } = store;
    // Requests may come before all addresses are open. Only the ports that the system chooses are not known yet.
    let base = mainOrigin(config.listen);
    const publicUrl = config.publicUrl ?? (() => base);
    const vod = await open({ ...config, database, folder: config.data, publicUrl, log, parts });
    ends.push(() => vod.close());
    const { service, cos } = vod;
    const generated = await prepareCredentials(service, config);
    if (generated) log.info({ file: generated }, 'generated a key pair for clients to sign requests with');

    const metrics = new Metrics(service);
    const api = config.role !== 'worker';
    const app = createServer({ service, database, metrics, api, stopping: () => stopping, cos, publicUrl, log });
    const listening = await listen(app, config.listen, tls);
    ends.push(async () => {
      // A client that stalls during an upload would block the stop.
      const late = setTimeout(() => listening.closeAllConnections(), 10_000);
      // So would PullEvents requests that wait.
      const closed = listening.close();
      await vod.endWaits();
      await closed;
      clearTimeout(late);
    });
    const origins = listening.addresses.map(originOf);
    log.info({ addresses: origins }, 'listening');
    base = mainOrigin(listening.addresses);
    vod.listen();
    if (config.role !== 'api') {
      const level = (code: string) => (code === 'InternalError' ? 'warn' : 'info');
      const stopWork = await vod.startWork({
        ...config,
        onAnimation: (report) => {
          metrics.attempted(report);
          log[level(report.code)](report, 'animation attempt finished');
        },
        onPull: (report) => {
          metrics.pulled(report);
          log[level(report.code)](report, 'download attempt finished');
        },
      });
      ends.push(stopWork);
    }
    const { lost, abandon } = store;
    return { service, origin: origins[0] ?? '', origins, lost, generated, abandon, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
