import { availableParallelism } from 'node:os';
import {
  Attempts,
  type Chore,
  type Fetcher,
  longestUpload,
  Puller,
  Pulls,
  type Queues,
  reconcile,
  type Service,
  startHousekeeping,
  sweepObjects,
  sweepTasks,
  Worker,
} from '@cliploop/vod';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { Metrics } from './metrics.js';
import type { Scratch } from './scratch.js';

export interface Workshop {
  readonly config: Config;
  readonly service: Service;
  readonly queues: Queues;
  readonly fetcher: Fetcher;
  /** For unfinished files. */
  readonly scratch: Scratch;
  /** Folder of uploaded objects. */
  readonly uploadFolder: string;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Objects older than this belong to uploads that cannot be committed any more, however often they were resumed; ms. */
const UPLOADS = longestUpload + 86_400_000;

/** Between two rounds of housekeeping, ms. */
const ROUND = 60_000;

/** Runs tasks, delivers callbacks, and deletes old data. @returns a function that stops all of it */
export function startWork(shop: Workshop): () => Promise<void> {
  const { config, service, queues, scratch, uploadFolder, log } = shop;
  const { db, media, events, uploads } = service;
  const failed = (what: string) => (error: Error) => log.warn({ err: error }, what);
  const worker = workerOf(shop, failed('internal error while running a task'));
  const puller = pullerOf(shop, failed('internal error while downloading a source'));
  events.deliverer.start();
  worker.start();
  puller.start();
  const chores: Chore[] = [
    (stop) => media.expire(stop),
    (stop) => media.sweep(config.outputGrace * 1000, stop),
    (stop) => sweepTasks(db, config.retention * 1000, stop),
    (stop) => events.sweep(stop),
    () => scratch.tidy(),
    () => uploads.sweep(),
    () => sweepObjects(db, uploadFolder, UPLOADS),
  ];
  const tidying = startHousekeeping(chores, failed('housekeeping failed'), ROUND);
  // Separate, so that a long chore does not delay it.
  const reconciling = startHousekeeping([() => reconcile(db, queues)], failed('looking for lost jobs failed'), ROUND);
  return async () => {
    await Promise.all([tidying(), reconciling(), worker.stop(), puller.stop()]);
    await events.deliverer.stop();
  };
}

function workerOf(
  { config, service, queues, scratch, metrics, log }: Workshop,
  failed: (error: Error) => void,
): Worker {
  const { db, media, templates } = service;
  return new Worker({
    queue: queues.animate,
    attempts: new Attempts(db),
    templates,
    media,
    scratch: scratch.folder,
    limits: { segment: config.maxSegment, time: config.taskTimeout, memory: config.taskMemory },
    slots: config.slots ?? availableParallelism(),
    report: (report) => {
      metrics.attempted(report);
      log[report.code === 'InternalError' ? 'warn' : 'info'](report, 'animation attempt finished');
    },
    log: failed,
  });
}

function pullerOf(
  { config, service, queues, scratch, fetcher, metrics, log }: Workshop,
  failed: (error: Error) => void,
) {
  const { db, media, tasks } = service;
  return new Puller({
    queue: queues.pull,
    pulls: new Pulls(db, queues.animate, tasks),
    media,
    fetcher,
    scratch: scratch.folder,
    limits: { size: config.maxSource, time: config.taskTimeout },
    report: (report) => {
      metrics.pulled(report);
      log[report.code === 'InternalError' ? 'warn' : 'info'](report, 'download attempt finished');
    },
    log: failed,
  });
}
