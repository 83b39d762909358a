import { createStore, del, get, set } from 'idb-keyval';

/** What the browser needs to read a file again after a reload. Only some browsers have it. */
export interface FileHandle {
  getFile(): Promise<File>;
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>;
}

/** What tells a file from others. */
export interface FileFacts {
  readonly name: string;
  /** bytes */
  readonly size: number;
  /** Time of the last change, ms since 1970. Undefined: unknown. */
  readonly modified?: number | undefined;
}

export const factsOf = ({ name, size, lastModified: modified }: File): FileFacts => ({ name, size, modified });

const store = () => createStore('cliploop-uploads', 'files');
const keyOf = ({ name, size, modified }: FileFacts): string => `${size} ${modified} ${name}`;

/** Keeps the handle of a file until it is uploaded. Without storage, the user chooses the file again. */
export async function keepHandle(file: File, handle: FileHandle): Promise<void> {
  await set(keyOf(factsOf(file)), handle, store()).catch(() => {});
}

export async function forgetHandle(file: FileFacts): Promise<void> {
  await del(keyOf(file), store()).catch(() => {});
}

/** Reads a file again, after a click. @returns undefined when the user must choose it */
export async function reopen(wanted: FileFacts): Promise<File | undefined> {
  try {
    const handle = await get<FileHandle>(keyOf(wanted), store());
    if (handle === undefined) return undefined;
    if ((await handle.requestPermission?.({ mode: 'read' })) === 'denied') return undefined;
    return await handle.getFile();
  } catch {
    return undefined;
  }
}

/** The handles of dropped files, by what tells the files apart. Must be called while the drop is handled. */
export async function handlesOf(data: DataTransfer): Promise<(file: File) => FileHandle | undefined> {
  // Without https, some browsers crash.
  if (!isSecureContext) return () => undefined;
  type Item = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileHandle | null> };
  const items = [...data.items].filter(({ kind }) => kind === 'file') as Item[];
  const read = async (item: Item): Promise<[string, FileHandle][]> => {
    try {
      const handle = await item.getAsFileSystemHandle?.();
      return typeof handle?.getFile === 'function' ? [[keyOf(factsOf(await handle.getFile())), handle]] : [];
    } catch {
      return [];
    }
  };
  const handles = new Map((await Promise.all(items.map(read))).flat());
  return (file) => handles.get(keyOf(factsOf(file)));
}
