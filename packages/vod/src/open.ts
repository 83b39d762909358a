import type { Service } from './api/service.js';
import { Applications } from './domain/application/applications.js';
import { KeyPairs } from './domain/application/key-pairs.js';
import { SubApps } from './domain/application/sub-apps.js';
import type { UploadedObjects } from './domain/cos/objects.js';
import type { Events } from './domain/event/events.js';
import { fileDeleted } from './domain/event/file-deleted.js';
import { newFileUpload } from './domain/event/new-file-upload.js';
import type { ProbeFile } from './domain/media/add.js';
import { MediaLibrary } from './domain/media/media-library.js';
import { MediaClasses } from './domain/media-class/media-classes.js';
import { Procedures } from './domain/procedure/procedures.js';
import { PullUploads } from './domain/task/pull-uploads.js';
import { Tasks } from './domain/task/tasks.js';
import { Templates } from './domain/template/templates.js';
import { Uploads } from './domain/upload/uploads.js';
import type { Database } from './store/database/database.js';
import type { Queues } from './store/queue/queues.js';
import type { Vault } from './store/secret/vault.js';
import type { Storage } from './store/storage/storage.js';
import { type PublicUrl, urlsUnder } from './store/storage/url.js';

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
