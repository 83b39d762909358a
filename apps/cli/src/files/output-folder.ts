import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { rawPath } from '@cliploop/core/path';
import { statIfExists } from './paths.js';

/** Creates a folder and its parents. Resolves to a function that removes those of the new folders that are still empty. */
export async function createOutputFolder(path: string): Promise<() => Promise<void>> {
  const first = firstMissing(path);
  await mkdir(rawPath(path), { recursive: true }).catch(async (cause: NodeJS.ErrnoException) => {
    const { CliploopError } = await import('@cliploop/core');
    throw new CliploopError('OUTPUT_UNWRITABLE', `${path}: ${cause.message}`, { stage: 'write', cause });
  });
  return async () => {
    if (first === undefined) return;
    for (let folder = resolve(path); ; folder = dirname(folder)) {
      const removed = await rmdir(rawPath(folder)).then(
        () => true,
        () => false,
      );
      if (!removed || folder === first) return;
    }
  };
}

/** The outermost folder of a path that does not exist. */
function firstMissing(path: string): string | undefined {
  let missing: string | undefined;
  for (let folder = resolve(path); statIfExists(folder) === undefined; folder = dirname(folder)) missing = folder;
  return missing;
}
