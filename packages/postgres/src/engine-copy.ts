import { randomBytes } from 'node:crypto';
import { chmodSync, constants, cpSync, existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { linkLibraries } from './engine-package.js';

const unneeded = /\.a$|\/pgxs(\/|$)|\/pkgconfig(\/|$)/;

/** Copies the binaries (54 MB) so that all users can read them. The copy gets its name only when it is complete. */
export function copyEngine(from: string, to: string): void {
  const next = `${to}.new-${randomBytes(4).toString('hex')}`;
  try {
    cpSync(join(from, 'native'), join(next, 'native'), {
      recursive: true,
      // Shares the blocks instead of copying where the file system supports it.
      mode: constants.COPYFILE_FICLONE,
      verbatimSymlinks: true,
      filter: (path) => !unneeded.test(path),
    });
    linkLibraries(next);
    makeReadable(next);
    rmSync(to, { recursive: true, force: true });
    renameSync(next, to);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

export function copyName(version: string): string {
  return `postgres-${version}`;
}

/** Removes copies of other versions, and incomplete ones. */
export function removeOldCopies(home: string, version: string): void {
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    if (name !== copyName(version)) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}

/** With umask 077, npm installs files that other users cannot read. */
function makeReadable(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) {
    return;
  }
  chmodSync(path, stats.isDirectory() || stats.mode & 0o100 ? 0o755 : 0o644);
  if (stats.isDirectory()) {
    for (const name of readdirSync(path)) {
      makeReadable(join(path, name));
    }
  }
}
