import { Applications } from './application/applications.js';
import { KeyPairs } from './application/key-pairs.js';
import { SubApps } from './application/sub-apps.js';
import type { Database } from './database/database.js';
import type { Events } from './event/events.js';
import { fileDeleted } from './event/file-deleted.js';
import type { OnDeleted } from './media/delete.js';
import { MediaLibrary } from './media/media-library.js';
import { MediaClasses } from './media-class/media-classes.js';
import { Procedures } from './procedure/procedures.js';
import type { Queue } from './queue/queue.js';
import type { Vault } from './secret/vault.js';
import type { Storage } from './storage/storage.js';
import { type PublicUrl, urlsUnder } from './storage/url.js';
import { Tasks } from './task/tasks.js';
import { Templates } from './template/templates.js';

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
  readonly events: Events;
}

export interface ServiceOptions {
  readonly db: Database;
  readonly vault: Vault;
  /** Of the account and its main application. */
  readonly appId: number;
  /** Where the bytes of media live. */
  readonly storage: Storage;
  /** What the addresses of files begin with. */
  readonly publicUrl: PublicUrl;
  /** Of the jobs of tasks; started. */
  readonly queue: Queue;
  readonly events: Events;
  /** Runs in the transaction that deletes media or parts of it. Default: emits FileDeleted. */
  readonly onDeleted?: OnDeleted;
}

export async function createService(options: ServiceOptions): Promise<Service> {
  const { db, vault, appId, storage, publicUrl, queue, events, onDeleted = fileDeleted } = options;
  const applications = new Applications(db, appId);
  await applications.prepare();
  const media = new MediaLibrary({ db, storage, urlOf: urlsUnder(publicUrl), onDeleted });
  return {
    db,
    applications,
    subApps: new SubApps(db, appId),
    keyPairs: new KeyPairs(db, vault),
    templates: new Templates(db),
    procedures: new Procedures(db),
    mediaClasses: new MediaClasses(db),
    media,
    tasks: new Tasks(db, queue, appId),
    events,
  };
}
