import { type Stats, statSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The stats of a path; undefined if it does not exist or is not accessible. The job reports the reason. */
export function statIfExists(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Whether a path names a folder: it ends with a slash, or is an existing folder. */
export function isFolder(path: string): boolean {
  if (path === '-' || isUrl(path)) return false;
  const local = localPath(path);
  return local.endsWith('/') || local.endsWith(sep) || statIfExists(local)?.isDirectory() === true;
}

export function isUrl(path: string): boolean {
  return /^https?:/i.test(path);
}

/** The path of a file: URL; other values are returned unchanged. */
export function localPath(path: string): string {
  if (!/^file:/i.test(path)) return path;
  try {
    return fileURLToPath(path);
  } catch {
    // The library reports what is wrong with the URL.
    return path;
  }
}
