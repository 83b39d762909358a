import { join } from 'node:path';
import {
  Cos,
  createFetcher,
  createService,
  type EventOptions,
  Events,
  type Grants,
  LocalStorage,
  Objects,
  openVault,
  Prober,
  Queues,
  type Service,
  Signals,
  type UploadedObjects,
} from '@cliploop/vod';
import type { Logger } from 'pino';
import { mainOrigin, originOf } from './address.js';
import { type Config, warningsOf } from './config.js';
import { prepareCredentials } from './credentials.js';
import { makeDataFolder } from './data-folder.js';
import { openStore } from './database.js';
import { listen, tryAddresses } from './listen.js';
import { Metrics } from './metrics.js';
import { Scratch } from './scratch.js';
import { createServer } from './server.js';
import { readTls } from './tls.js';
import { startWork } from './work.js';

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

/** For tests. */
export interface Tuning {
  readonly events?: EventOptions;
  /** The objects that commits read. Default: the object store. */
  readonly objects?: UploadedObjects;
  /** The temporary credentials that may put objects. Default: those of ApplyUpload. */
  readonly grants?: Grants;
}

/** Starts the parts of the service that the role has. When one fails, the others are stopped. */
export async function start(config: Config, log: Logger, tuning: Tuning = {}): Promise<Started> {
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
  const failed = (what: string) => (error: Error) => log.warn({ err: error }, what);
  const warn = (message: string): void => log.warn(message);
  try {
    // What cannot work is found before anything is written.
    const tls = config.tls && (await readTls(config.tls));
    await tryAddresses(config.listen);
    await makeDataFolder(config.data);
    for (const warning of warningsOf(config)) warn(warning);
    const store = await openStore(config, log);
    ends.push(() => store.close());
    const { db, pool } = store.database;
    const signals = new Signals({ pool, warn });
    ends.push(() => signals.stop());
    const queues = new Queues({ pool, signals, log: failed('job queue error') });
    ends.push(() => queues.stop());
    await queues.start();
    const vault = await openVault(join(config.data, 'secret.key'));
    const fetcher = createFetcher({ allow: config.fetchAllow });
    const events = new Events({ db, signals, vault, fetcher, warn }, tuning.events);
    const prober = new Prober({ memory: config.taskMemory });
    ends.push(() => prober.end());
    const storage = new LocalStorage(join(config.data, 'media'));
    const uploadFolder = join(config.data, 'media', '.uploads');
    const uploaded = new Objects(db, uploadFolder);
    // Requests may come before all addresses are open. Only the ports that the system chooses are not known yet.
    let base = mainOrigin(config.listen);
    const publicUrl = config.publicUrl ?? (() => base);
    const probe = (file: string) => prober.probe(file);
    const { appId } = config;
    const { objects = uploaded } = tuning;
    const service = await createService({ db, vault, appId, storage, objects, publicUrl, queues, events, probe });
    const made = await prepareCredentials(service, config);
    if (made) log.info({ file: made }, 'generated a key pair for clients to sign requests with');

    const metrics = new Metrics(service);
    const bucket = `cliploop-${service.applications.appId}`;
    const { grants = service.uploads.grants } = tuning;
    const findKey = (id: string) => service.keyPairs.find(id);
    const cos = new Cos({ db, grants, findKey, objects: uploaded, bucket, maxSize: config.maxSource });
    const face = { service, database: store.database, metrics, stopping: () => stopping, cos, publicUrl, log };
    const app = createServer({ ...face, api: config.role !== 'worker' });
    const listening = await listen(app, config.listen, tls);
    ends.push(async () => {
      // A client that stalls during an upload would block the stop.
      const late = setTimeout(() => listening.closeAllConnections(), 10_000);
      // So would PullEvents requests that wait.
      const closed = listening.close();
      await signals.stop();
      await closed;
      clearTimeout(late);
    });
    const origins = listening.addresses.map(originOf);
    log.info({ addresses: origins }, 'listening');
    base = mainOrigin(listening.addresses);
    signals.start();
    if (config.role !== 'api') {
      const scratch = await Scratch.make(join(config.data, 'media', '.work'));
      ends.push(() => scratch.remove());
      ends.push(startWork({ config, service, queues, fetcher, scratch, uploadFolder, metrics, log }));
    }
    return {
      service,
      origin: origins[0] ?? '',
      origins,
      lost: store.lost,
      generated: made,
      abandon: store.abandon,
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
