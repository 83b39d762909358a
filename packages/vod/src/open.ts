import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createFetcher, type FetchAllow, type Fetcher } from '@cliploop/fetch';
import type { Service } from './api/service.js';
import { Applications } from './domain/application/applications.js';
import { KeyPairs } from './domain/application/key-pairs.js';
import { SubApps } from './domain/application/sub-apps.js';
import { Cos } from './domain/cos/cos.js';
import type { Grants } from './domain/cos/grant.js';
import { Objects, type UploadedObjects } from './domain/cos/objects.js';
import { sweepObjects } from './domain/cos/sweep.js';
import { type EventOptions, Events } from './domain/event/events.js';
import { fileDeleted, newFileUpload } from './domain/event/media-events.js';
import type { ProbeFile } from './domain/media/add.js';
import { MediaLibrary } from './domain/media/media-library.js';
import { MediaClasses } from './domain/media-class/media-classes.js';
import { Procedures } from './domain/procedure/procedures.js';
import { Attempts } from './domain/task/attempts.js';
import { PullUploads } from './domain/task/pull-uploads.js';
import { Pulls } from './domain/task/pulls.js';
import { reconcile } from './domain/task/reconcile.js';
import { sweepTasks } from './domain/task/sweep.js';
import { Tasks } from './domain/task/tasks.js';
import { Templates } from './domain/template/templates.js';
import { MAX_UPLOAD_MS } from './domain/upload/session.js';
import { sweepUploads } from './domain/upload/sweep.js';
import { Uploads } from './domain/upload/uploads.js';
import type { Database, OpenedDatabase } from './store/database/database.js';
import type { Log } from './store/log.js';
import { Queues } from './store/queue/queues.js';
import { openVault, type Vault } from './store/secret/vault.js';
import { Signals } from './store/signal/signals.js';
import { LocalStorage } from './store/storage/local-storage.js';
import type { Storage } from './store/storage/storage.js';
import { type PublicUrl, urlsUnder } from './store/storage/url.js';
import type { AttemptReport } from './work/animate/slot.js';
import { Worker } from './work/animate/worker.js';
import { startHousekeeping } from './work/housekeeping.js';
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
  /** Memory limit of a media process, bytes. */
  readonly taskMemory: number;
  /** Whether media processes run in a sandbox. Default: `auto`. */
  readonly sandbox?: SandboxMode | undefined;
  readonly log: Log;
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
  /** The objects that commits read. Default: the object store. */
  readonly objects?: UploadedObjects;
  /** The temporary credentials that may put objects. Default: those of ApplyUpload. */
  readonly grants?: Grants;
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
  /** Ends the PullEvents requests that wait. */
  endWaits(): Promise<void>;
  /** Stops everything. Stop the work first. */
  close(): Promise<void>;
}

/** Objects older than this belong to uploads that can no longer be committed, however often they were resumed; ms. */
const MAX_OBJECT_AGE_MS = MAX_UPLOAD_MS + 86_400_000;

/** Pause between two rounds of housekeeping. */
const HOUSEKEEPING_PAUSE_MS = 60_000;

/** Opens the service on a database and a data folder. The one place where its parts are put together. */
export async function open(options: OpenOptions): Promise<Vod> {
  const { database, folder, log, maxSource, taskMemory, sandbox, parts = {} } = options;
  const { db, pool, worker: workerDb, housekeeping } = database;
  const failed = (what: string) => (error: Error) => log.warn({ err: error }, what);
  const warn = (message: string): void => log.warn({}, message);
  const signals = new Signals({ pool, warn });
  const queues = new Queues(db, signals);
  const prober = new Prober({ memory: taskMemory, sandbox });
  const close = () => stopAll([() => prober.end(), () => signals.stop()]);
  try {
    const vault = parts.vault ?? (await openVault(join(folder, 'secret.key')));
    const fetcher = parts.fetcher ?? createFetcher({ allow: options.fetchAllow });
    const uploadFolder = join(folder, 'media', '.uploads');
    const uploaded = new Objects(db, uploadFolder);
    const storage = parts.storage ?? new LocalStorage(join(folder, 'media'));
    const probe: ProbeFile = parts.probe ?? ((file, subAppId) => prober.probe(file, subAppId));
    const service = await createService({
      db,
      search: database.search,
      background: housekeeping,
      vault,
      appId: options.appId,
      storage,
      objects: parts.objects ?? uploaded,
      publicUrl: options.publicUrl,
      queues,
      events: new Events({ db, workerDb, housekeepingDb: housekeeping, signals, vault, fetcher, warn }, parts.events),
      probe,
    });
    const { applications, keyPairs, uploads } = service;
    const cos = new Cos({
      db,
      grants: parts.grants ?? uploads.grants,
      findKey: (id) => keyPairs.find(id),
      objects: uploaded,
      bucket: `cliploop-${applications.appId}`,
      maxSize: maxSource,
    });
    const { events } = service;

    const startWork = async (work: WorkOptions): Promise<() => Promise<void>> => {
      const scratch = await Scratch.make(join(folder, 'media', '.work'));
      const attempts = new Attempts(workerDb);
      const media = libraryOf(workerDb, storage, options.publicUrl, { probe });
      const workerQueues = new Queues(workerDb, signals);
      const tasks = new Tasks(workerDb, workerQueues, applications.appId);
      const worker = new Worker({
        queue: workerQueues.animate,
        attempts,
        templates: new Templates(workerDb),
        media,
        scratch: scratch.folder,
        limits: { segment: work.maxSegment, time: work.taskTimeout, memory: taskMemory },
        sandbox,
        slots: work.slots ?? availableParallelism(),
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
        report: work.onPull,
        log: failed('internal error while downloading a source'),
      });
      const stopJobs = () => Promise.all([worker.stop(), puller.stop()]);
      const stopRunning = () => stopAll([stopJobs, () => events.deliverer.stop(), () => scratch.remove()]);
      try {
        events.deliverer.start();
        worker.start();
        puller.start();
      } catch (error) {
        await stopRunning().catch(() => {});
        throw error;
      }
      const kept = libraryOf(housekeeping, storage, options.publicUrl);
      const chores = [
        (stop: AbortSignal) => kept.expire(stop),
        (stop: AbortSignal) => kept.deleteRest(stop),
        (stop: AbortSignal) => kept.sweep(work.outputGrace * 1000, stop),
        (stop: AbortSignal) => sweepTasks(housekeeping, work.retention * 1000, stop),
        (stop: AbortSignal) => events.sweep(stop),
        () => scratch.tidy(),
        () => sweepUploads(housekeeping, parts.objects ?? uploaded),
        () => sweepObjects(housekeeping, uploadFolder, MAX_OBJECT_AGE_MS),
      ];
      const stopHousekeeping = startHousekeeping(chores, failed('housekeeping failed'), HOUSEKEEPING_PAUSE_MS);
      // Separate, so that a long chore does not delay it.
      const reconciliation = [() => reconcile(housekeeping)];
      const stopReconciling = startHousekeeping(
        reconciliation,
        failed('requeuing lost jobs failed'),
        HOUSEKEEPING_PAUSE_MS,
      );
      const stopTimers = () => Promise.all([stopHousekeeping(), stopReconciling(), stopJobs()]);
      return () => stopAll([stopTimers, stopRunning]);
    };
    const closeAll = () => stopAll([() => service.media.close(), close]);
    return { service, cos, listen: () => signals.start(), startWork, endWaits: () => signals.stop(), close: closeAll };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

/** Runs the steps of a stop in order, all of them even if one fails. @throws the first error */
export async function stopAll(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

interface ServiceOptions {
  readonly db: Database;
  readonly search: Database;
  readonly background: Database;
  readonly vault: Vault;
  readonly appId?: number | undefined;
  readonly storage: Storage;
  readonly objects: UploadedObjects;
  readonly publicUrl: PublicUrl;
  readonly queues: Queues;
  readonly events: Events;
  readonly probe: ProbeFile;
}

async function createService(options: ServiceOptions): Promise<Service> {
  const { db, search, background, vault, storage, objects, publicUrl, queues, events, probe } = options;
  const applications = await Applications.open(db, options.appId);
  const { appId } = applications;
  const media = libraryOf(db, storage, publicUrl, { probe, search, background });
  const mediaClasses = new MediaClasses(db);
  const procedures = new Procedures(db);
  const tasks = new Tasks(db, queues, appId);
  return {
    db,
    applications,
    subApps: new SubApps(db, appId),
    keyPairs: new KeyPairs(db, vault),
    templates: new Templates(db),
    procedures,
    mediaClasses,
    media,
    tasks,
    pullUploads: new PullUploads(db, queues, appId),
    events,
    uploads: new Uploads({ db, vault, appId, objects, media, mediaClasses, procedures, tasks }),
  };
}

export interface LibraryOptions {
  readonly db: Database;
  /** Absolute path of the data folder. */
  readonly folder: string;
  readonly appId?: number | undefined;
  readonly publicUrl: PublicUrl;
}

/** Opens only the applications and the media library, for commands that add media. */
export async function openLibrary({ db, folder, appId, publicUrl }: LibraryOptions): Promise<Library> {
  const applications = await Applications.open(db, appId);
  return { applications, media: libraryOf(db, new LocalStorage(join(folder, 'media')), publicUrl) };
}

export interface Library {
  readonly applications: Applications;
  readonly media: MediaLibrary;
}

function libraryOf(
  db: Database,
  storage: Storage,
  publicUrl: PublicUrl,
  more: { probe?: ProbeFile; search?: Database; background?: Database } = {},
): MediaLibrary {
  const urlOf = urlsUnder(publicUrl);
  return new MediaLibrary({ db, storage, urlOf, ...more, onAdded: newFileUpload(urlOf), onDeleted: fileDeleted });
}
