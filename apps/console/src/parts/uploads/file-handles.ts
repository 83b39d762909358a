import { createStore, del, get, set } from 'idb-keyval';

/** What the browser needs to read a file again after a reload. Only some browsers have it. */
export interface FileHandle {
  getFile(): Promise<File>;
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>;
}

const store = () => createStore('cliploop-uploads', 'files');
const keyOf = ({ name, size }: { readonly name: string; readonly size: number }): string => `${size} ${name}`;

/** Keeps the handle of a file until it is uploaded. Without storage, the user chooses the file again. */
export async function keepHandle(file: File, handle: FileHandle): Promise<void> {
  await set(keyOf(file), handle, store()).catch(() => {});
}

export async function forgetHandle(file: { readonly name: string; readonly size: number }): Promise<void> {
  await del(keyOf(file), store()).catch(() => {});
}

/** Reads a file again, after a click. @returns undefined when the user must choose it */
export async function reopen(wanted: { readonly name: string; readonly size: number }): Promise<File | undefined> {
  try {
    const handle = await get<FileHandle>(keyOf(wanted), store());
    if (handle === undefined) return undefined;
    if ((await handle.requestPermission?.({ mode: 'read' })) === 'denied') return undefined;
    const file = await handle.getFile();
    return file.name === wanted.name && file.size === wanted.size ? file : undefined;
  } catch {
    return undefined;
  }
}

/** The handles of dropped files. Must be called while the drop is handled. */
export async function handlesOf(data: DataTransfer): Promise<readonly FileHandle[]> {
  // Without https, some browsers crash.
  if (!isSecureContext) return [];
  type Item = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileHandle | null> };
  const files = [...data.items].filter(({ kind }) => kind === 'file') as Item[];
  const handles = files.map((item) => item.getAsFileSystemHandle?.().catch(() => null));
  return (await Promise.all(handles)).filter((one) => typeof one?.getFile === 'function') as FileHandle[];
}
