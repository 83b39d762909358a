import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Creates a folder and its parents. Resolves to a function that removes those of the new folders that are still empty. */
export async function createOutputFolder(path: string): Promise<() => Promise<void>> {
  const first = await mkdir(path, { recursive: true }).catch(async (cause: NodeJS.ErrnoException) => {
    const { CliploopError } = await import('@cliploop/core');
    throw new CliploopError('OUTPUT_UNWRITABLE', `${path}: ${cause.message}`, { stage: 'write', cause });
  });
  return async () => {
    if (first === undefined) return;
    for (let folder = resolve(path); ; folder = dirname(folder)) {
      const removed = await rmdir(folder).then(
        () => true,
        () => false,
      );
      if (!removed || folder === resolve(first)) return;
    }
  };
}
