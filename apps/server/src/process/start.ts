import { setTimeout as delay } from 'node:timers/promises';
import {
  checkSandbox,
  type KeyPair,
  missingText,
  NO_DATABASE,
  open,
  openStore,
  type Parts,
  type Service,
} from '@cliploop/vod';
import type { Logger } from 'pino';
import { mainOrigin, originOf } from '../config/address.js';
import { type Config, warningsOf } from '../config/config.js';
import { version } from '../config/version.js';
import { type Listening, listen, tryAddresses } from '../http/listen.js';
import { readTls } from '../http/tls.js';
import { createAdminServer } from '../routes/admin.js';
import { Metrics } from '../routes/metrics.js';
import { Readiness } from '../routes/readiness.js';
import { createServer } from '../routes/server.js';
import { defaultAdminAddress, isLocal, openAdmin } from './admin-address.js';
import { builtConsole } from './built-console.js';
import { connectionLimits } from './connection-limits.js';
import { keepCredentials, prepareCredentials } from './credentials.js';
import { makeDataFolder } from './data-folder.js';
import { lostLogEntries } from './log-output.js';
import { checkPermissions } from './permissions.js';
import { startLink } from './sign-in-link.js';
import { watchLimits } from './watch-limits.js';

/** How long a stop waits for clients that are still sending or receiving. */
const STALLED_CLIENT_MS = 10_000;

const noLink =
  (log: Logger) =>
  (err: Error): undefined => {
    log.warn({ err }, 'cannot make a link for the console; use cliploop-server link later');
  };

/** A running service. */
export interface Started {
  readonly service: Service;
  /** The origin of the first address: `http://HOST:PORT` or `https://HOST:PORT`. */
  readonly origin: string;
  /** The origins of all addresses, in the order of the settings. */
  readonly origins: readonly string[];
  /** Resolves when the embedded PostgreSQL has ended unexpectedly and cannot be restarted. */
  readonly lost: Promise<Error>;
  /** Link that signs a browser in to the console, once. Absent without the console. */
  readonly link: string | undefined;
  /** Path of the file with the key pair for clients, if this start generated one. */
  readonly generated: string | undefined;
  /** Asks the embedded PostgreSQL to stop, without waiting. For a process that exits at once. */
  abandon(): void;
  /** The origin of the address for operators, if there is one. */
  readonly admin: string | undefined;
  /**
   * Stops accepting requests, returns running jobs to the queue, and stops PostgreSQL last.
   * @param drain how long requests are still answered before, s. Default: 0
   */
  stop(drain?: number): Promise<void>;
}

/**
 * Starts the parts of the service that the role needs. When one fails to start, the others are stopped.
 * @param parts replacements for tests
 * @param consoleFolder folder of the built console. Null: it was not built
 */
export async function start(
  config: Config,
  log: Logger,
  parts: Parts = {},
  consoleFolder: string | null | undefined = builtConsole(),
): Promise<Started> {
  const cleanups: (() => unknown)[] = [];
  let announceStop = (): void => {};
  const stop = async (drain = 0): Promise<void> => {
    announceStop();
    if (drain > 0) {
      log.info({ seconds: drain }, 'draining: requests are still answered');
      await delay(drain * 1000);
    }
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
    const tls = config.tls && (await readTls(config.tls, (message) => log.warn(message)));
    const { admin } = config;
    const wantedAdmin = typeof admin === 'object' ? admin : undefined;
    await tryAddresses(wantedAdmin ? [...config.listen, wantedAdmin] : config.listen);
    await makeDataFolder(config.data);
    await checkPermissions(config.data, (message) => log.warn(message));
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
    const onRotated = (pair: KeyPair) => keepCredentials(config, pair, log);
    const vod = await open({ ...config, database, folder: config.data, publicUrl, version, log, onRotated, parts });
    cleanups.push(() => vod.close());
    const { service, cos } = vod;
    const { generated, isShort, stop: endKey } = await prepareCredentials(service, config, log);
    cleanups.push(endKey);
    if (generated) log.info({ file: generated }, 'generated a key pair for clients to sign requests with');

    const metrics = new Metrics(service);
    metrics.connected(database);
    metrics.logged(lostLogEntries);
    metrics.shortSecretKey(isShort);
    // The first check asks the database itself.
    const condition = () => service.health.conditions.list().find(({ name }) => name !== NO_DATABASE)?.name;
    const readiness = new Readiness(() => database.ping(), [async () => condition()]);
    const { connections, limits } = watchLimits(
      connectionLimits(config, (text) => log.warn(text)),
      metrics,
      log,
    );
    metrics.protectedBy(sandbox);
    const api = config.role !== 'worker';
    const publicMetrics = admin === 'public';
    const console = api && config.console === 'on' ? { folder: consoleFolder ?? undefined } : undefined;
    const app = createServer({
      service,
      metrics,
      readiness,
      limits,
      api,
      publicMetrics,
      console,
      cos,
      publicUrl,
      log,
      trustProxy: config.trustProxy,
    });
    let adminListening: Listening | undefined;
    // Closed last, so that operators can watch the stop.
    cleanups.push(() => {
      const closed = adminListening?.close();
      adminListening?.closeAllConnections();
      return closed;
    });
    const listening = await listen(app, config.listen, tls, connections);
    announceStop = () => {
      readiness.stop();
      listening.drain();
    };
    cleanups.push(async () => {
      // A client that stalls during an upload must not block the stop.
      const timer = setTimeout(() => listening.closeAllConnections(), STALLED_CLIENT_MS);
      // Nor must PullEvents requests that are waiting for events.
      const closed = listening.close();
      limits.endAll();
      await vod.endWaits();
      await closed;
      clearTimeout(timer);
    });
    base = mainOrigin(listening.addresses);
    const origins = listening.addresses.map(originOf);
    if (typeof admin !== 'string') {
      const fallback = defaultAdminAddress(config.listen);
      const adminApp = createAdminServer({ metrics, readiness, local: isLocal(wantedAdmin ?? fallback), log });
      adminListening = await openAdmin(adminApp, wantedAdmin, fallback, log);
    }
    const adminOrigin = adminListening?.addresses.map(originOf)[0];
    log.info({ addresses: origins, admin: adminOrigin }, 'listening');
    vod.listen();
    // The service works without it, also on a full disk.
    const link = console?.folder && (await startLink(service, config, base).catch(noLink(log)));
    if (config.role !== 'api') {
      const level = (code: string) => (code === 'InternalError' ? 'warn' : 'info');
      const stopWork = await vod.startWork({
        ...config,
        layers: sandbox.map(({ name, active }) => ({ name, active })),
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
    const addresses = { origin: origins[0] ?? '', origins, admin: adminOrigin };
    return { service, ...addresses, link, lost, generated, abandon, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
