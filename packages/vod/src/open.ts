import type { StatsFs } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createFetcher, type FetchAllow, type Fetcher } from '@cliploop/fetch';
import type { Service } from './api/service.js';
import { WorkerLease } from './domain/about/worker-lease.js';
import type { AuditLog } from './domain/audit/audit-log.js';
import { Changes, type ChangesOptions } from './domain/change/changes.js';
import { Cos } from './domain/cos/cos.js';
import type { Grants } from './domain/cos/grant.js';
import { Objects, type UploadedObjects } from './domain/cos/objects.js';
import { type EventOptions, Events } from './domain/event/events.js';
import type { KeyPair } from './domain/key/key-pairs.js';
import type { ProbeFile } from './domain/media/add.js';
import { DerivedObjects } from './domain/picture/derived.js';
import type { Pictures } from './domain/picture/pictures.js';
import { Attempts } from './domain/task/attempts.js';
import { Pulls } from './domain/task/pulls.js';
import { Tasks } from './domain/task/tasks.js';
import { Templates } from './domain/template/templates.js';
import { defaultUploadLimits, type UploadLimits } from './domain/upload/limits.js';
import { UploadSpace } from './domain/upload/upload-space.js';
import { defaultUrlLimits, type UrlLimits } from './domain/url-animation/limits.js';
import { urlObjects } from './domain/url-animation/url-animations.js';
import { libraryOf } from './open/library.js';
import { openMaker } from './open/maker.js';
import { createService } from './open/service.js';
import type { OpenedDatabase } from './store/database/database.js';
import { checkInstallation } from './store/database/installation.js';
import { Health } from './store/health/health.js';
import type { Log } from './store/log.js';
import { Queues } from './store/queue/queues.js';
import { openVault, type Vault } from './store/secret/vault.js';
import { Signals } from './store/signal/signals.js';
import { LocalStorage } from './store/storage/local-storage.js';
import type { Storage } from './store/storage/storage.js';
import type { PublicUrl } from './store/storage/url.js';
import { sha256 } from './wire/signature/hash.js';
import type { AttemptReport } from './work/animate/slot.js';
import { Worker } from './work/animate/worker.js';
import { startChores } from './work/chores.js';
import { Prober } from './work/media-process/prober.js';
import type { SandboxMode } from './work/media-process/sandbox-mode.js';
import { Puller, type PullReport } from './work/pull/puller.js';
import { Scratch } from './work/scratch.js';

export interface OpenOptions {
  /** Has the current schema. Its owner closes it after the service. */
  readonly database: OpenedDatabase;
  /** Absolute path of the data folder: media, uploads, unfinished files, `secret.key`. */
  readonly folder: string;
  /** Id of the account and of its main application. Default: the one from the first start. */
  readonly appId?: number | undefined;
  /** Base URL of file links, or a function that returns it. */
  readonly publicUrl: PublicUrl;
  /** Hosts that the service may connect to besides public addresses. */
  readonly fetchAllow: FetchAllow;
  /** Largest source that may be fetched or uploaded, bytes. */
  readonly maxSource: number;
  /** Limits of uploads that are not committed. Default: limits that ordinary use does not reach. */
  readonly uploadLimits?: UploadLimits | undefined;
  /** Limits of the animations of URLs. Default: `defaultUrlLimits`. */
  readonly urlLimits?: UrlLimits | undefined;
  /** Memory limit of a media process, bytes. */
  readonly taskMemory: number;
  /** Whether media processes run in a sandbox. Default: `auto`. */
  readonly sandbox?: SandboxMode | undefined;
  readonly log: Log;
  /** Version of the program, which `/x/v1/about` shows. Default: unknown. */
  readonly version?: string | undefined;
  /** Bytes that stay free on the disk of the data folder. Default: 5 %, 256 MiB to 2 GiB. */
  readonly reserve?: number | undefined;
  /** Called with the new secret key of a key pair that a request has rotated. */
  readonly onRotated?: ((pair: KeyPair) => Promise<void>) | undefined;
  /** Replaces parts in tests. */
  readonly parts?: Parts | undefined;
}

/** Parts that tests replace. */
export interface Parts {
  readonly vault?: Vault;
  readonly storage?: Storage;
  /** Reads files that become media. Default: a media process. */
  readonly probe?: ProbeFile;
  readonly fetcher?: Fetcher;
  readonly events?: EventOptions;
  readonly changes?: ChangesOptions;
  /** The objects that commits read. Default: the object store. */
  readonly objects?: UploadedObjects;
  /** The temporary credentials that may put objects. Default: those of ApplyUpload. */
  readonly grants?: Grants;
  /** Measures the free space. */
  readonly statfs?: (path: string) => Promise<StatsFs>;
}

export interface WorkOptions {
  /** Animations made at the same time. Default: the number of CPU cores. */
  readonly slots?: number | undefined;
  /** Longest segment, seconds. */
  readonly maxSegment: number;
  /** Time limit for one animation, and for fetching one source, seconds. */
  readonly taskTimeout: number;
  /** How long a replaced file stays readable, seconds. */
  readonly outputGrace: number;
  /** How long a finished task is kept, seconds. */
  readonly retention: number;
  /** How long entries of the audit log are kept, seconds. Default: 90 days. */
  readonly auditRetention?: number | undefined;
  /** Layers of the sandbox of media processes on this machine, which `/x/v1/about` shows. Default: unknown. */
  readonly layers?: readonly { readonly name: string; readonly active: boolean }[] | undefined;
  /** Called at the end of every attempt at an animation. */
  readonly onAnimation?: (report: AttemptReport) => void;
  /** Called at the end of every attempt at fetching a source. */
  readonly onPull?: (report: PullReport) => void;
}

/** An opened service: everything except HTTP. */
export interface Vod {
  readonly service: Service;
  /** The object store that clients upload to. */
  readonly cos: Cos;
  /** Starts to receive notifications of other processes. Call it when the service is ready for requests. */
  listen(): void;
  /** Runs tasks, delivers callbacks, and deletes old data. @returns a function that stops all of it */
  startWork(options: WorkOptions): Promise<() => Promise<void>>;
  /** Ends the PullEvents requests that wait, and the streams of changes. */
  endWaits(): Promise<void>;
  /** Stops everything. Stop the work first. */
  close(): Promise<void>;
}

/** Opens the service on a database and a data folder. The one place where its parts are put together. */
export async function open(options: OpenOptions): Promise<Vod> {
  const { database, folder, log, maxSource, taskMemory, sandbox, urlLimits = defaultUrlLimits, parts = {} } = options;
  const { db, pool, worker: workerDb, housekeeping } = database;
  const health = await Health.open({
    folder,
    pool: database.pool,
    ping: () => database.ping(),
    reserve: options.reserve,
    log,
    statfs: parts.statfs,
  });
  const failed = (what: string) => (error: Error) => {
    health.observe(error);
    log.warn({ err: error }, what);
  };
  const warn = (message: string): void => log.warn({}, message);
  const signals = new Signals({ pool, warn });
  const queues = new Queues(db, signals);
  const prober = new Prober({ memory: taskMemory, sandbox });
  const { maker, endMaker } = openMaker(join(folder, 'media', '.work'), {
    memory: taskMemory,
    sandbox,
    space: health.space,
    urlQueue: urlLimits.queue,
  });
  health.conditions.onBegin((name) => {
    if (name !== 'disk full') return;
    prober.freeSpace();
    maker.freeSpace();
  });
  let audit: AuditLog | undefined;
  const stopAudit = async (): Promise<void> =>
    audit?.stop().catch(failed('the audit log could not be written at the stop'));
  let pictures: Pictures | undefined;
  const endPictures = () => endMaker(pictures);
  const close = () => stopAll([() => prober.end(), endPictures, () => signals.stop(), stopAudit, () => health.stop()]);
  try {
    await checkInstallation(db, folder);
    const vault = parts.vault ?? (await openVault(join(folder, 'secret.key')));
    const fetcher = parts.fetcher ?? createFetcher({ allow: options.fetchAllow });
    const uploadFolder = join(folder, 'media', '.uploads');
    const uploaded = new Objects(db, uploadFolder, health.space);
    const storage = parts.storage ?? new LocalStorage(join(folder, 'media'));
    const probe: ProbeFile = parts.probe ?? ((file, subAppId) => prober.probe(file, subAppId));
    const { uploadLimits = defaultUploadLimits } = options;
    const changes = new Changes(db, signals, warn, parts.changes);
    const uploadSpace = new UploadSpace(db, uploadLimits, maxSource);
    const service = await createService({
      db,
      health,
      search: database.search,
      background: housekeeping,
      vault,
      version: options.version,
      onRotated: options.onRotated,
      appId: options.appId,
      storage,
      objects: parts.objects ?? uploaded,
      resumable: {
        ...{ db, objects: uploaded, space: uploadSpace, maxSize: maxSource },
        failed: failed('internal error while committing an upload'),
      },
      publicUrl: options.publicUrl,
      queues,
      warn,
      events: new Events(
        {
          db,
          workerDb,
          housekeepingDb: housekeeping,
          signals,
          vault,
          fetcher,
          allowed: idOf(options.fetchAllow),
          warn,
        },
        parts.events,
      ),
      probe,
      maker,
      urlLimits,
      uploadLimits,
      changes,
    });
    audit = service.audit;
    pictures = service.pictures;
    audit.start();
    const { applications, keyPairs, uploads } = service;
    const cos = new Cos({
      db,
      grants: parts.grants ?? uploads.grants,
      findKey: (id) => keyPairs.find(id),
      objects: uploaded,
      observe: (error) => health.observe(error),
      bucket: `cliploop-${applications.appId}`,
      maxSize: maxSource,
      space: uploadSpace,
    });
    const { events } = service;

    const startWork = async (work: WorkOptions): Promise<() => Promise<void>> => {
      const scratch = await Scratch.make(join(folder, 'media', '.work'));
      const ready = async (stop: AbortSignal) => {
        await health.whenWorking(stop);
        await scratch.ensure();
      };
      const attempts = new Attempts(workerDb);
      const media = libraryOf(workerDb, storage, options.publicUrl, { probe });
      const workerQueues = new Queues(workerDb, signals);
      const tasks = new Tasks(workerDb, workerQueues, applications.appId);
      const slots = work.slots ?? availableParallelism();
      const lease = new WorkerLease(housekeeping, {
        slots,
        version: options.version ?? '',
        sandbox: work.layers ?? null,
      });
      const worker = new Worker({
        queue: workerQueues.animate,
        attempts,
        templates: new Templates(workerDb),
        media,
        scratch: scratch.folder,
        limits: { segment: work.maxSegment, time: work.taskTimeout, memory: taskMemory },
        ready,
        isFaulty: () => health.isFaulty(),
        space: health.space,
        sandbox,
        slots,
        report: work.onAnimation,
        log: failed('internal error while running a task'),
      });
      const puller = new Puller({
        queue: workerQueues.pull,
        attempts,
        pulls: new Pulls(workerDb, workerQueues.animate, tasks),
        media,
        fetcher,
        scratch: scratch.folder,
        limits: { size: maxSource, time: work.taskTimeout },
        space: health.space,
        ready,
        report: work.onPull,
        log: failed('internal error while downloading a source'),
      });
      const stopListening = health.conditions.onBegin((name) => name === 'disk full' && worker.freeSpace());
      const stopJobs = () => {
        stopListening();
        return Promise.all([worker.stop(), puller.stop(), lease.stop()]);
      };
      const stopRunning = () => stopAll([stopJobs, () => events.deliverer.stop(), () => scratch.remove()]);
      try {
        events.deliverer.start();
        worker.start();
        puller.start();
        lease.start();
      } catch (error) {
        await stopRunning().catch(() => {});
        throw error;
      }
      const stopChores = startChores({
        db: housekeeping,
        media: libraryOf(housekeeping, storage, options.publicUrl),
        storage,
        events,
        scratch,
        derived: new DerivedObjects(housekeeping, storage),
        urlAnimations: urlObjects(housekeeping, storage, urlLimits),
        space: health.space,
        objects: parts.objects ?? uploaded,
        uploadFolder,
        commits: service.resumable.commits,
        kept: { ...work, urlAnimations: urlLimits.retention },
        failed,
        log,
      });
      const stopTimers = () => Promise.all([stopChores(), stopJobs()]);
      return () => stopAll([stopTimers, stopRunning]);
    };
    const endWaits = async (): Promise<void> => {
      changes.feed.close();
      await signals.stop();
    };
    const endCommits = () => service.resumable.commits.stop();
    const closeAll = () => stopAll([() => service.media.close(), endWaits, () => prober.end(), endCommits, close]);
    return { service, cos, listen: () => signals.start(), startWork, endWaits, close: closeAll };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

/** Identifies a list of allowed addresses. */
function idOf(allow: FetchAllow): string {
  return sha256(JSON.stringify(allow));
}

/** Runs the steps of a stop in order, all of them even if one fails. @throws the first error */
export async function stopAll(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
