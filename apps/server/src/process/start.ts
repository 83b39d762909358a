import { checkSandbox, missingText, open, openStore, type Parts, type Service } from '@cliploop/vod';
import type { Logger } from 'pino';
import { mainOrigin, originOf } from '../config/address.js';
import { type Config, warningsOf } from '../config/config.js';
import { listen, tryAddresses } from '../http/listen.js';
import { readTls } from '../http/tls.js';
import { Metrics } from '../routes/metrics.js';
import { createServer } from '../routes/server.js';
import { prepareCredentials } from './credentials.js';
import { makeDataFolder } from './data-folder.js';

/** How long a stop waits for clients that are still sending or receiving. */
const STALLED_CLIENT_MS = 10_000;

/** A running service. */
export interface Started {
  readonly service: Service;
  /** The origin of the first address: `http://HOST:PORT` or `https://HOST:PORT`. */
  readonly origin: string;
  /** The origins of all addresses, in the order of the settings. */
  readonly origins: readonly string[];
  /** Resolves when the embedded PostgreSQL has ended unexpectedly and cannot be restarted. */
  readonly lost: Promise<Error>;
  /** Path of the file with the key pair for clients, if this start generated one. */
  readonly generated: string | undefined;
  /** Asks the embedded PostgreSQL to stop, without waiting. For a process that exits at once. */
  abandon(): void;
  /** Stops accepting requests, returns running jobs to the queue, and stops PostgreSQL last. */
  stop(): Promise<void>;
}

/**
 * Starts the parts of the service that the role needs. When one fails to start, the others are stopped.
 * @param parts replacements for tests
 */
export async function start(config: Config, log: Logger, parts: Parts = {}): Promise<Started> {
  const cleanups: (() => unknown)[] = [];
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    let failure: unknown;
    // All parts are stopped, even if one fails to stop.
    for (const cleanup of cleanups.splice(0).reverse()) {
      try {
        await cleanup();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  };
  try {
    // Errors of the certificate, the addresses and the folder are found before anything is written.
    const tls = config.tls && (await readTls(config.tls));
    await tryAddresses(config.listen);
    await makeDataFolder(config.data);
    for (const warning of warningsOf(config)) log.warn(warning);
    const sandbox = await checkSandbox(config.sandbox);
    const missing = missingText(sandbox);
    if (missing !== '') log.warn(`the sandbox of media processes is incomplete: ${missing}`);
    const store = await openStore(config, log);
    cleanups.push(() => store.close());
    const { database } = store;
    // Requests may arrive before all addresses are open. Until then, only the ports that the system chooses are unknown.
    let base = mainOrigin(config.listen);
    const publicUrl = config.publicUrl ?? (() => base);
    const vod = await open({ ...config, database, folder: config.data, publicUrl, log, parts });
    cleanups.push(() => vod.close());
    const { service, cos } = vod;
    const generated = await prepareCredentials(service, config);
    if (generated) log.info({ file: generated }, 'generated a key pair for clients to sign requests with');

    const metrics = new Metrics(service);
    metrics.connected(database);
    metrics.protectedBy(sandbox);
    const api = config.role !== 'worker';
    const app = createServer({ service, database, metrics, api, stopping: () => stopping, cos, publicUrl, log });
    const listening = await listen(app, config.listen, tls);
    cleanups.push(async () => {
      // A client that stalls during an upload must not block the stop.
      const timer = setTimeout(() => listening.closeAllConnections(), STALLED_CLIENT_MS);
      // Nor must PullEvents requests that are waiting for events.
      const closed = listening.close();
      await vod.endWaits();
      await closed;
      clearTimeout(timer);
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
      cleanups.push(stopWork);
    }
    const { lost, abandon } = store;
    return { service, origin: origins[0] ?? '', origins, lost, generated, abandon, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
