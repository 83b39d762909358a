import type { Service } from '../api/service.js';
import { About } from '../domain/about/about.js';
import { Applications } from '../domain/application/applications.js';
import { SubApps } from '../domain/application/sub-apps.js';
import { AuditLog } from '../domain/audit/audit-log.js';
import type { Changes } from '../domain/change/changes.js';
import type { UploadedObjects } from '../domain/cos/objects.js';
import type { Events } from '../domain/event/events.js';
import { type KeyPair, KeyPairs } from '../domain/key/key-pairs.js';
import { KeyRequests } from '../domain/key/key-requests.js';
import { LastUse } from '../domain/key/last-use.js';
import { UsedSignatures } from '../domain/key/used-signatures.js';
import type { ProbeFile } from '../domain/media/add.js';
import { MediaClasses } from '../domain/media-class/media-classes.js';
import { Pictures } from '../domain/picture/pictures.js';
import { Procedures } from '../domain/procedure/procedures.js';
import { SignInAttempts } from '../domain/sign-in/attempts.js';
import { SignInLinks } from '../domain/sign-in/links.js';
import { Sessions } from '../domain/sign-in/sessions.js';
import { PullUploads } from '../domain/task/pull-uploads.js';
import { Tasks } from '../domain/task/tasks.js';
import { Templates } from '../domain/template/templates.js';
import type { UploadLimits } from '../domain/upload/limits.js';
import { type ResumableOptions, ResumableUploads } from '../domain/upload/resumable/resumable-uploads.js';
import { Uploads } from '../domain/upload/uploads.js';
import type { UrlLimits } from '../domain/url-animation/limits.js';
import { UrlAnimations } from '../domain/url-animation/url-animations.js';
import { Usage } from '../domain/usage/usage.js';
import type { Database } from '../store/database/database.js';
import type { Health } from '../store/health/health.js';
import type { Queues } from '../store/queue/queues.js';
import type { Vault } from '../store/secret/vault.js';
import type { Storage } from '../store/storage/storage.js';
import type { PublicUrl } from '../store/storage/url.js';
import type { PictureMaker } from '../work/pictures/picture-maker.js';
import { libraryOf } from './library.js';

export interface ServiceOptions {
  readonly db: Database;
  readonly health: Health;
  readonly search: Database;
  readonly background: Database;
  readonly vault: Vault;
  readonly version?: string | undefined;
  readonly appId?: number | undefined;
  readonly storage: Storage;
  readonly objects: UploadedObjects;
  readonly resumable: Omit<ResumableOptions, 'uploads'>;
  readonly publicUrl: PublicUrl;
  readonly warn: (message: string) => void;
  readonly queues: Queues;
  readonly uploadLimits: UploadLimits;
  readonly events: Events;
  readonly probe: ProbeFile;
  readonly changes: Changes;
  readonly onRotated?: ((pair: KeyPair) => Promise<void>) | undefined;
  readonly maker: PictureMaker;
  readonly urlLimits: UrlLimits;
}

/** Puts the domain objects together that actions use. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const {
    db,
    health,
    search,
    background,
    vault,
    storage,
    objects,
    publicUrl,
    queues,
    uploadLimits: limits,
    events,
    probe,
    warn,
  } = options;
  const applications = await Applications.open(db, options.appId);
  const { appId } = applications;
  const media = libraryOf(db, storage, publicUrl, { probe, search, background });
  const mediaClasses = new MediaClasses(db);
  const procedures = new Procedures(db);
  const tasks = new Tasks(db, queues, appId);
  const lastUse = new LastUse(db);
  const uploads = new Uploads({ db, vault, appId, objects, media, mediaClasses, procedures, tasks, limits });
  return {
    db,
    health,
    applications,
    subApps: new SubApps(db, appId),
    keyPairs: new KeyPairs(db, vault),
    keys: new KeyRequests(db, vault, options.onRotated),
    lastUse,
    about: new About(db, options.version ?? 'unknown'),
    changes: options.changes,
    sessions: new Sessions(db),
    signInLinks: new SignInLinks(db),
    signInAttempts: new SignInAttempts(),
    usage: new Usage(background),
    usedSignatures: new UsedSignatures(db),
    audit: new AuditLog(db, warn, () => lastUse.flush()),
    templates: new Templates(db),
    procedures,
    mediaClasses,
    media,
    pictures: new Pictures({
      db,
      media,
      maker: options.maker,
      hasSpace: () => !health.space.full,
      warn: (error) => warn(`A picture could not be stored: ${error.message}`),
    }),
    urlAnimations: new UrlAnimations({ db, media, maker: options.maker, limits: options.urlLimits }),
    tasks,
    pullUploads: new PullUploads(db, queues, appId),
    events,
    uploads,
    resumable: new ResumableUploads({ ...options.resumable, uploads }),
  };
}
