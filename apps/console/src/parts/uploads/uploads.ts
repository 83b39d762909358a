import { toApiError } from '../../api/api-error.ts';
import { call } from '../../api/call.ts';
import { i18n } from '../../i18n/index.ts';
import { imported } from '../failed-import.tsx';
import { notify } from '../notify.ts';
import { type FileHandle, factsOf, forgetHandle, keepHandle, reopen } from './file-handles.ts';
import { describe, follow, terminate } from './follow.ts';
import { sentNow } from './tabs.ts';
import { forgetUnfinished, listUnfinished, type Unfinished } from './unfinished.ts';
import { forgetUploadFlow, uploadFlows } from './upload-flow.ts';
import { isSent, type UploadItem, type UploadSettings, uploadList } from './upload-list.ts';

/** A file to upload. */
export interface ChosenFile {
  readonly file: File;
  /** With it, the upload continues after a reload without choosing the file again. */
  readonly handle?: Promise<FileHandle | undefined>;
}

/** The library that sends files is large, and is loaded with the first file. */
const load = async () => (await imported(import('./uploader.ts'))).uploader;

/**
 * Starts to upload files.
 * @param given without `Procedure`, the task flow is the one that this browser uses for every upload; empty: none
 * @returns the ID of each file in the list, and whether it was not there already
 */
export async function addUploads(
  files: readonly ChosenFile[],
  given: UploadSettings,
): Promise<{ readonly id: string; readonly isNew: boolean }[]> {
  const [uploader, flow] = await Promise.all([load(), given.Procedure ?? flowOfEveryUpload(given)]);
  const { Procedure: _, ...others } = given;
  const settings = { ...others, ...(flow && { Procedure: flow }) };
  return files.map(({ file, handle }) => {
    const added = uploader.add(file, settings);
    if (added.isNew) void handle?.then((one) => one && keepHandle(file, one));
    return added;
  });
}

/** Forgets the task flow when it was deleted: with it, the upload would fail. */
async function flowOfEveryUpload({ SubAppId }: UploadSettings): Promise<string | undefined> {
  const application = SubAppId === undefined ? {} : { SubAppId };
  const { every: name } = uploadFlows(application);
  if (name === undefined) return undefined;
  try {
    const { TotalCount } = await call('DescribeProcedureTemplates', { ...application, Names: [name] });
    if (TotalCount > 0) return name;
  } catch {
    // Without the right to read task flows, the upload itself finds out.
    return name;
  }
  forgetUploadFlow(application, name);
  notify.problem(i18n.t('upload.flow.deleted', { name }));
  return undefined;
}

export const pauseUpload = async ({ id }: UploadItem): Promise<void> => (await load()).pause(id);

export const resumeUpload = async ({ id }: UploadItem): Promise<void> => (await load()).resume(id);

export const retryUpload = async ({ id }: UploadItem): Promise<void> => (await load()).retry(id);

/** Removes uploads from the list, and deletes what was sent. */
export async function cancelUploads(items: readonly UploadItem[]): Promise<void> {
  const interrupted = items.filter(({ state }) => state === 'interrupted');
  const others = items.filter((item) => !interrupted.includes(item));
  if (others.length > 0) (await load()).cancel(others);
  uploadList.remove(...interrupted.map(({ id }) => id));
  await Promise.all(
    interrupted.map(async (item) => {
      if (item.url === undefined) return;
      forgetUnfinished(item.url);
      await Promise.all([terminate(item.url), forgetHandle(item)]);
    }),
  );
}

/** Stops all uploads of this page, as at the end of a session. They can be continued later. */
export async function stopUploads(): Promise<void> {
  const sent = uploadList.items.filter(isSent);
  if (sent.length > 0) {
    const uploader = await load();
    for (const { id } of sent) uploader.stop(id);
  }
  uploadList.remove(...uploadList.items.map(({ id }) => id));
}

/**
 * Continues an upload after a reload.
 * @param chosen the file, when the browser cannot read it again
 * @returns `choose`: the user must choose the file. `other`: the chosen file is another one
 */
export async function continueUpload(item: UploadItem, chosen?: File): Promise<'continues' | 'choose' | 'other'> {
  const file = chosen ?? (await reopen(item));
  if (!file) return 'choose';
  const { name, size, modified } = factsOf(file);
  if (name !== item.name || size !== item.size) return 'other';
  const { id, settings, url = '' } = item;
  // The file was changed: what was sent of it does not fit.
  const isChanged = item.modified !== undefined && modified !== item.modified;
  const uploader = await load();
  if (isChanged) await cancelUploads([item]);
  if (uploader.add(file, settings, isChanged ? undefined : url).isNew) uploadList.remove(id);
  return 'continues';
}

/** Lists the uploads that a former page of this browser has not finished. */
export async function restoreUploads(): Promise<void> {
  const unfinished = listUnfinished();
  if (unfinished.length === 0) return;
  const sent = await sentNow();
  // One after the other: there may be hundreds.
  for (const one of unfinished) if (!sent.has(one.url)) await restore(one);
}

async function restore({ key: id, ...unfinished }: Unfinished): Promise<void> {
  const { url, size } = unfinished;
  const item = { id, ...unfinished };
  try {
    const { State, Offset } = await describe(url);
    if (State === 'uploading') return uploadList.put({ ...item, sent: Offset, state: 'interrupted' });
    uploadList.put({ ...item, sent: size, state: 'reading' });
    follow(id, url);
  } catch (error) {
    if (toApiError(error).isTemporary) return uploadList.put({ ...item, sent: 0, state: 'interrupted' });
    // It has expired, or belongs to somebody who is not signed in. Browsers report each answer that it does not exist.
    forgetUnfinished(url);
  }
}
