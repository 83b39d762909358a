import { join } from 'node:path';
import { Applications } from '../domain/application/applications.js';
import { CallbackList } from '../domain/event/callback-list.js';
import { fileDeleted, newFileUpload } from '../domain/event/media-events.js';
import type { ProbeFile } from '../domain/media/add.js';
import { type Consistency, checkConsistency } from '../domain/media/consistency.js';
import { MediaLibrary } from '../domain/media/media-library.js';
import type { Database } from '../store/database/database.js';
import { LocalStorage } from '../store/storage/local-storage.js';
import type { Storage } from '../store/storage/storage.js';
import { type PublicUrl, urlsUnder } from '../store/storage/url.js';

export interface LibraryOptions {
  readonly db: Database;
  /** Absolute path of the data folder. */
  readonly folder: string;
  readonly appId?: number | undefined;
  readonly publicUrl: PublicUrl;
}

/** Opens only the callbacks, for commands that list them or send them again. */
export function openCallbacks(db: Database): CallbackList {
  return new CallbackList(db);
}

/** Opens only the applications and the media library, for commands that add media. */
export async function openLibrary({ db, folder, appId, publicUrl }: LibraryOptions): Promise<Library> {
  const applications = await Applications.open(db, appId);
  return { applications, media: libraryOf(db, new LocalStorage(join(folder, 'media')), publicUrl) };
}

/** Compares the rows of the database with the files of the data folder. Changes nothing. */
export function compareFiles(db: Database, folder: string): Promise<Consistency> {
  return checkConsistency(db, new LocalStorage(join(folder, 'media')));
}

export interface Library {
  readonly applications: Applications;
  readonly media: MediaLibrary;
}

export function libraryOf(
  db: Database,
  storage: Storage,
  publicUrl: PublicUrl,
  more: { probe?: ProbeFile; search?: Database; background?: Database } = {},
): MediaLibrary {
  const urlOf = urlsUnder(publicUrl);
  return new MediaLibrary({ db, storage, urlOf, ...more, onAdded: newFileUpload(urlOf), onDeleted: fileDeleted });
}
