import { type BigIntStats, existsSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { rawPath, urlPath } from '@cliploop/core/path';

/** The stats of a path; undefined if it does not exist or is not accessible. The job reports the reason. */
export function statIfExists(path: string): BigIntStats | undefined {
  try {
    // With numbers instead, Node 20 would take symbolic links for files when it loads the next modules after a pipe was found.
    return statSync(rawPath(path), { bigint: true });
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

/** Whether a path or file: URL names something that exists. */
export function exists(path: string): boolean {
  return existsSync(rawPath(localPath(path)));
}

export function isUrl(path: string): boolean {
  return /^https?:/i.test(path);
}

/** The path of a file: URL; other values are returned unchanged. */
export function localPath(path: string): string {
  if (!/^file:/i.test(path)) return path;
  try {
    return urlPath(path);
  } catch {
    // The library reports what is wrong with the URL.
    return path;
  }
}
