import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import type { AddressInfo, Server } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  Attempts,
  createFetcher,
  createService,
  type EventOptions,
  Events,
  LocalStorage,
  openVault,
  Queue,
  type Service,
  startHousekeeping,
  Worker,
} from '@cliploop/vod';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { prepareCredentials } from './credentials.js';
import { openStore } from './database.js';
import { createServer } from './server.js';

/** The service at work. */
export interface Started {
  readonly service: Service;
  /** Where it listens: `http://HOST:PORT`. */
  readonly origin: string;
  /** Resolves when its PostgreSQL is gone for good though nobody stopped it. */
  readonly lost: Promise<Error>;
  /** Takes no more, hands back what is under way, and ends PostgreSQL last. */
  stop(): Promise<void>;
}

/** What one attempt at a job may use. */
const limits = { segment: 600, time: 30 * 60, memory: 2 ** 31 };

/**
 * Brings the whole service up; nothing of it is left when a part does not come up.
 * @param tuning for tests
 */
export async function start(config: Config, log: Logger, tuning: { events?: EventOptions } = {}): Promise<Started> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    let failure: unknown;
    // One that fails does not keep the others from ending.
    for (const end of ends.splice(0).reverse()) {
      await end().catch((error) => {
        failure ??= error;
      });
    }
    if (failure !== undefined) throw failure;
  };
  const failed = (what: string) => (error: Error) => log.warn({ err: error }, what);
  try {
    const store = await openStore(config, log);
    ends.push(() => store.close());
    const { db, pool } = store.database;
    const queue = new Queue({ pool, log: failed('the queue had a failure') });
    ends.push(() => queue.stop());
    await queue.start();
    const vault = await openVault(join(config.data, 'secret.key'));
    const fetcher = createFetcher({ allow: config.fetchAllow });
    const warn = (message: string): void => log.warn(message);
    const events = new Events({ db, pool, vault, fetcher, warn }, tuning.events);
    let listening = '';
    const service = await createService({
      db,
      vault,
      appId: config.appId,
      storage: new LocalStorage(join(config.data, 'media')),
      publicUrl: config.publicUrl ?? (() => listening),
      queue,
      events,
    });
    const made = await prepareCredentials(service, config);
    if (made) log.info({ file: made }, 'a key pair was made; clients sign their requests with it');

    const app = createServer(service, store.database, log);
    await app.listen({ host: config.host, port: config.port });
    ends.push(async () => {
      // A client that stalls in the middle of a file would hold the stop up.
      const late = setTimeout(() => app.server.closeAllConnections(), 10_000);
      await app.close();
      clearTimeout(late);
    });
    listening = reachable(app.server);
    events.start();
    ends.push(() => events.stop());
    events.deliverer.start();
    ends.push(() => events.deliverer.stop());

    // Beside the media, so that a finished file only has to be renamed; of this process alone, for another may use the folder.
    const works = join(config.data, 'media', '.work');
    const scratch = join(works, randomUUID());
    await mkdir(scratch, { recursive: true });
    ends.push(() => rm(scratch, { recursive: true, force: true }));
    await tidy(works);
    const { templates, media } = service;
    const slots = availableParallelism();
    const tools = { queue, attempts: new Attempts(db), templates, media, scratch, limits, slots };
    const worker = new Worker({ ...tools, log: failed('a job met a failure of the service') });
    worker.start();
    ends.push(() => worker.stop());
    ends.push(startHousekeeping(media, failed('tidying up met a failure')));
    return { service, origin: originOf(app.server), lost: store.lost, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** Removes what processes that were killed left behind: folders that nothing has changed for two days. */
async function tidy(works: string): Promise<void> {
  for (const name of await readdir(works)) {
    const folder = join(works, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 2 * 86_400_000) await rm(folder, { recursive: true, force: true });
  }
}

function originOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** The same for a client on this machine: no address is "any". */
function reachable(server: Server): string {
  return originOf(server).replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}
