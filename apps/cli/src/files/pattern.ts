import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathText, rawPath } from '@cliploop/core/path';

/** Explains why a pattern such as `*.mp4` is not a file; undefined for other paths. */
export function patternProblem(path: string): { message: string; suggestion: string } | undefined {
  if (!/[*?]/.test(path) || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return undefined;
  if (matchesFiles(path)) {
    return { message: `The shell did not expand the pattern ${path}`, suggestion: 'Write it without quotes.' };
  }
  return { message: `No file matches the pattern ${path}`, suggestion: 'Check the folder and the extension.' };
}

// Only the last part may be a pattern: folders are not searched.
function matchesFiles(pattern: string): boolean {
  const name = basename(pattern)
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  try {
    return readdirSync(rawPath(dirname(pattern)), 'buffer')
      .map(pathText)
      .some((file) => new RegExp(`^${name}$`).test(file));
  } catch {
    return false;
  }
}
