import type { FileHandle } from './file-handles.ts';
import type { ChosenFile } from './uploads.ts';

type Picker = (options: { multiple: boolean }) => Promise<FileHandle[]>;

/**
 * Lets the user choose files. Browsers that can read them again after a reload give handles.
 * @param multiple false: one file
 * @returns empty when canceled
 */
export async function pickFiles({ multiple = true } = {}): Promise<ChosenFile[]> {
  const { showOpenFilePicker } = window as { showOpenFilePicker?: Picker };
  if (showOpenFilePicker === undefined) return (await pick({ multiple })).map((file) => ({ file }));
  try {
    const handles = await showOpenFilePicker({ multiple });
    return await Promise.all(
      handles.map(async (handle) => ({ file: await handle.getFile(), handle: Promise.resolve(handle) })),
    );
  } catch {
    return [];
  }
}

/** Lets the user choose a folder. @returns its files, also those in folders inside of it */
export async function pickFolder(): Promise<ChosenFile[]> {
  return (await pick({ webkitdirectory: true })).map((file) => ({ file }));
}

function pick(options: { multiple?: boolean; webkitdirectory?: boolean }): Promise<File[]> {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', ...options });
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/**
 * Leaves out what is certainly no media when there are several files, such as the texts in a folder. A single file is always sent: the
 * service says what is wrong with it.
 */
export function mediaAmong(files: readonly ChosenFile[]): ChosenFile[] {
  if (files.length < 2) return [...files];
  return files.filter(({ file: { name, type } }) => !name.startsWith('.') && /^$|^(video|audio|image)\//.test(type));
}

/** The path of a file in its folder; its name when it was chosen alone. */
export const pathOf = (file: File): string =>
  // Dropped folders have the first one, chosen ones the second.
  (file as { relativePath?: string | null }).relativePath || file.webkitRelativePath || file.name;

/** Tells files apart that may have equal names. */
export const keyOf = (file: File): string => `${pathOf(file)}:${file.size}:${file.lastModified}`;

/** Lists each file once, in the order in which they were chosen. */
export const withoutRepeats = (files: readonly ChosenFile[]): ChosenFile[] => [
  ...new Map(files.map((one) => [keyOf(one.file), one])).values(),
];
