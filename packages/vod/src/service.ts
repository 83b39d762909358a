import { Applications } from './application/applications.js';
import { KeyPairs } from './application/key-pairs.js';
import { SubApps } from './application/sub-apps.js';
import type { UploadedObjects } from './cos/objects.js';
import type { Database } from './database/database.js';
import type { Events } from './event/events.js';
import { fileDeleted } from './event/file-deleted.js';
import { newFileUpload } from './event/new-file-upload.js';
import type { ProbeFile } from './media/add.js';
import { MediaLibrary } from './media/media-library.js';
import { MediaClasses } from './media-class/media-classes.js';
import { Procedures } from './procedure/procedures.js';
import { PullUploads } from './pull/pull-uploads.js';
import type { Queues } from './queue/queues.js';
import type { Vault } from './secret/vault.js';
import type { Storage } from './storage/storage.js';
import { type PublicUrl, urlsUnder } from './storage/url.js';
import { Tasks } from './task/tasks.js';
import { Templates } from './template/templates.js';
import { Uploads } from './upload/uploads.js';

/** The domain, wired: what actions work with. */
export interface Service {
  readonly db: Database;
  readonly applications: Applications;
  readonly subApps: SubApps;
  readonly keyPairs: KeyPairs;
  readonly templates: Templates;
  readonly procedures: Procedures;
  readonly mediaClasses: MediaClasses;
  readonly media: MediaLibrary;
  readonly tasks: Tasks;
  readonly pullUploads: PullUploads;
  readonly events: Events;
  readonly uploads: Uploads;
}

export interface ServiceOptions {
  readonly db: Database;
  readonly vault: Vault;
  /** Of the account and its main application. Default: what it was at the first start. */
  readonly appId?: number | undefined;
  /** Where the bytes of media live. */
  readonly storage: Storage;
  /** What clients put, before it is media. */
  readonly objects: UploadedObjects;
  /** What the addresses of files begin with. */
  readonly publicUrl: PublicUrl;
  /** Started. */
  readonly queues: Queues;
  readonly events: Events;
  /** Of files that become media. Default: in this process. */
  readonly probe?: ProbeFile | undefined;
}

export async function createService(options: ServiceOptions): Promise<Service> {
  const { db, vault, storage, objects, publicUrl, queues, events, probe } = options;
  const applications = await Applications.open(db, options.appId);
  const { appId } = applications;
  const urlOf = urlsUnder(publicUrl);
  const onAdded = newFileUpload(urlOf);
  const media = new MediaLibrary({ db, storage, urlOf, probe, onAdded, onDeleted: fileDeleted });
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
