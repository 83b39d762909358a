import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Creates a folder for results and its parents. Resolves to a function that removes those that are still empty. */
export async function resultFolder(path: string): Promise<() => Promise<void>> {
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
