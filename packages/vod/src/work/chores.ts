import { sweepAudit } from '../domain/audit/sweep.js';
import { sweepChanges } from '../domain/change/sweep.js';
import { Clock } from '../domain/clock/clock.js';
import type { UploadedObjects } from '../domain/cos/objects.js';
import { sweepObjects } from '../domain/cos/sweep.js';
import type { Events } from '../domain/event/events.js';
import { ConsistencyCheck } from '../domain/media/consistency.js';
import type { MediaLibrary } from '../domain/media/media-library.js';
import type { DerivedObjects } from '../domain/picture/derived.js';
import { sweepSignIns } from '../domain/sign-in/sessions.js';
import { reconcile } from '../domain/task/reconcile.js';
import { sweepTasks } from '../domain/task/sweep.js';
import type { Commits } from '../domain/upload/resumable/commits.js';
import { MAX_UPLOAD_MS } from '../domain/upload/session.js';
import { sweepUploads } from '../domain/upload/sweep.js';
import { sweepLeases } from '../domain/url-animation/leases.js';
import type { Database } from '../store/database/database.js';
import type { DiskSpace } from '../store/health/disk-space.js';
import type { Log } from '../store/log.js';
import type { Storage } from '../store/storage/storage.js';
import { startHousekeeping } from './housekeeping.js';
import type { Scratch } from './scratch.js';

export interface ChoresOptions {
  /** Connections for housekeeping. */
  readonly db: Database;
  readonly media: MediaLibrary;
  readonly storage: Storage;
  readonly events: Events;
  readonly scratch: Scratch;
  readonly derived: DerivedObjects;
  /** The stored animations of URLs. */
  readonly urlAnimations: DerivedObjects;
  readonly space: Pick<DiskSpace, 'full'>;
  readonly objects: UploadedObjects;
  /** Folder of uploaded objects. */
  readonly uploadFolder: string;
  /** The commits of uploads with tus. */
  readonly commits: Commits;
  /** How long old data is kept, seconds. */
  readonly kept: {
    readonly outputGrace: number;
    readonly retention: number;
    /** Default: 90 days. */
    readonly auditRetention?: number | undefined;
    /** Animations of URLs, after their last request. */
    readonly urlAnimations: number;
  };
  /** Makes a function that logs a failure. */
  readonly failed: (what: string) => (error: Error) => void;
  readonly log: Log;
}

/** Objects older than this belong to uploads that can no longer be committed, however often they were resumed; ms. */
const MAX_OBJECT_AGE_MS = MAX_UPLOAD_MS + 86_400_000;

/** How long entries of the audit log are kept by default. */
const AUDIT_RETENTION_S = 90 * 86_400;

/** Pause between two rounds of housekeeping. */
const PAUSE_MS = 60_000;

/** Pause between two looks at the clock of the database. */
const CLOCK_PAUSE_MS = 5_000;

/** Starts the periodic work: deletions of old data, lost jobs, the clock, and the comparison of rows and files. @returns stops it */
export function startChores(options: ChoresOptions): () => Promise<void> {
  const { db, media, storage, events, scratch, derived, urlAnimations, space } = options;
  const { objects, uploadFolder, commits, kept, failed, log } = options;
  const clock = new Clock(db, log);
  const whenOld = (sweep: (stop: AbortSignal) => Promise<unknown>) => async (stop: AbortSignal) =>
    (await clock.mayDelete()) && sweep(stop);
  const deletions = [
    whenOld((stop) => media.expire(stop)),
    (stop: AbortSignal) => media.deleteRest(stop),
    whenOld((stop) => media.sweep(kept.outputGrace * 1000, stop)),
    whenOld((stop) => sweepTasks(db, kept.retention * 1000, stop)),
    whenOld((stop) => events.sweep(stop)),
    whenOld((stop) => sweepAudit(db, (kept.auditRetention ?? AUDIT_RETENTION_S) * 1000, undefined, stop)),
    whenOld(() => sweepChanges(db)),
    // They can be made again.
    (stop: AbortSignal) => derived.sweep(stop, space.full ? 0 : undefined),
    (stop: AbortSignal) => urlAnimations.sweep(stop, space.full ? 0 : undefined),
    whenOld((stop) => urlAnimations.sweepUnused(kept.urlAnimations, stop)),
    () => sweepLeases(db),
    () => scratch.tidy(),
    () => sweepSignIns(db),
    () => sweepUploads(db, objects),
    () => sweepObjects(db, uploadFolder, MAX_OBJECT_AGE_MS),
  ];
  const consistency = new ConsistencyCheck(db, storage, kept.outputGrace * 1000, log);
  // Separate loops, so that a long deletion or comparison does not delay the others.
  const stops = [
    startHousekeeping(deletions, failed('housekeeping failed'), PAUSE_MS),
    startHousekeeping([() => commits.startDue(db)], failed('committing uploads failed'), PAUSE_MS),
    startHousekeeping([() => reconcile(db)], failed('requeuing lost jobs failed'), PAUSE_MS),
    startHousekeeping([(stop) => consistency.run(stop)], failed('comparing rows and files failed'), PAUSE_MS),
    startHousekeeping([() => clock.check()], failed('reading the clock failed'), CLOCK_PAUSE_MS),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
