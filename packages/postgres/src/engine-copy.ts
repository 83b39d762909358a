import { randomBytes } from 'node:crypto';
import { chmodSync, constants, cpSync, existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { linkLibraries } from './engine-package.js';

const unused = /\.a$|\/pgxs(\/|$)|\/pkgconfig(\/|$)/;

/** Copies the binaries (54 MB) so that everybody can read them. Whole or not at all: it gets its name when it is done. */
export function copyEngine(from: string, to: string): void {
  const next = `${to}.new-${randomBytes(4).toString('hex')}`;
  try {
    cpSync(join(from, 'native'), join(next, 'native'), {
      recursive: true,
      // Where the file system can share the blocks, no bytes are written.
      mode: constants.COPYFILE_FICLONE,
      verbatimSymlinks: true,
      filter: (path) => !unused.test(path),
    });
    linkLibraries(next);
    openToAll(next);
    rmSync(to, { recursive: true, force: true });
    renameSync(next, to);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

export function copyName(version: string): string {
  return `postgres-${version}`;
}

/** Of earlier versions, and of services that were killed while they copied. */
export function removeOtherCopies(home: string, version: string): void {
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    if (name !== copyName(version)) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}

/** An installation under umask 077 is closed to others file by file. */
function openToAll(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) {
    return;
  }
  chmodSync(path, stats.isDirectory() || stats.mode & 0o100 ? 0o755 : 0o644);
  if (stats.isDirectory()) {
    for (const name of readdirSync(path)) {
      openToAll(join(path, name));
    }
  }
}
