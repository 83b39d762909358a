import { toApiError } from '../../api/api-error.ts';
import { type FileHandle, forgetHandle, keepHandle, reopen } from './file-handles.ts';
import { describe, follow, terminate } from './follow.ts';
import { forgetUnfinished, listUnfinished, type Unfinished } from './unfinished.ts';
import { type UploadItem, type UploadSettings, uploadList } from './upload-list.ts';

/** A file to upload. */
export interface ChosenFile {
  readonly file: File;
  /** With it, the upload continues after a reload without choosing the file again. */
  readonly handle?: Promise<FileHandle | undefined>;
}

/** The library that sends files is large, and is loaded with the first file. */
const load = async () => (await import('./uploader.ts')).uploader;

/** Starts to upload files. @returns number of files that are not in the list already */
export async function addUploads(files: readonly ChosenFile[], settings: UploadSettings): Promise<number> {
  const uploader = await load();
  let added = 0;
  for (const { file, handle } of files) {
    if (!uploader.add(file, settings)) continue;
    added += 1;
    void handle?.then((one) => one && keepHandle(file, one));
  }
  return added;
}

export const pauseUpload = async ({ id }: UploadItem): Promise<void> => (await load()).pause(id);

export const resumeUpload = async ({ id }: UploadItem): Promise<void> => (await load()).resume(id);

export const retryUpload = async ({ id }: UploadItem): Promise<void> => (await load()).retry(id);

/** Removes an upload from the list, and deletes what was sent. */
export async function cancelUpload({ id, state, url, name, size }: UploadItem): Promise<void> {
  if (state !== 'interrupted') return (await load()).cancel(id);
  uploadList.remove(id);
  if (url === undefined) return;
  forgetUnfinished(url);
  await Promise.all([terminate(url), forgetHandle({ name, size })]);
}

/**
 * Continues an upload after a reload.
 * @param chosen the file, when the browser cannot read it again
 * @returns `choose`: the user must choose the file. `other`: the chosen file is another one
 */
export async function continueUpload(item: UploadItem, chosen?: File): Promise<'continues' | 'choose' | 'other'> {
  const file = chosen ?? (await reopen(item));
  if (!file) return 'choose';
  if (file.name !== item.name || file.size !== item.size) return 'other';
  const uploader = await load();
  if (uploader.add(file, item.settings)) uploadList.remove(item.id);
  return 'continues';
}

/** Lists the uploads that a former page of this browser has not finished. */
export async function restoreUploads(): Promise<void> {
  await Promise.all(listUnfinished().map(restore));
}

async function restore({ key: id, url, name, size, settings }: Unfinished): Promise<void> {
  const item = { id, url, name, size, settings };
  try {
    const { State, Offset } = await describe(url);
    if (State === 'uploading') return uploadList.put({ ...item, sent: Offset, state: 'interrupted' });
    uploadList.put({ ...item, sent: size, state: 'reading' });
    await follow(id, url);
  } catch (error) {
    // It has ended, or belongs to somebody who is not signed in.
    if (!toApiError(error).isTemporary) return;
    uploadList.put({ ...item, sent: 0, state: 'interrupted' });
  }
}
