import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresError } from './errors.js';
import type { Layout } from './layout.js';
import { may, type RunAs } from './run-as.js';
import { port } from './settings.js';

/** The kernel allows 107 bytes; the rest is for what others put before or behind it. */
const longest = 100;

export interface SocketFolder {
  /** For clients. */
  readonly path: string;
  /** For PostgreSQL, which may not be able to walk down to the data folder, but starts inside of it. */
  readonly asServer: string;
  /** Lies outside of the data folder, and is removed at the stop. */
  readonly elsewhere: boolean;
}

/**
 * In the data folder, or when that path is too long in a private folder under XDG_RUNTIME_DIR or the temporary folder,
 * which the data folder remembers so that the next service finds a server that still runs.
 */
export function socketFolder(
  layout: Layout,
  runAs: RunAs,
  bases: readonly string[] = temporaryFolders(),
): SocketFolder {
  if (fits(layout.run)) {
    mkdirSync(layout.run, { recursive: true, mode: 0o700 });
    giveTo(runAs, layout.run);
    return { path: layout.run, asServer: '../run', elsewhere: false };
  }
  const known = remembered(layout);
  if (known !== undefined && isPrivate(known, runAs)) {
    return { path: known, asServer: known, elsewhere: true };
  }
  const base = bases.find((folder) => fits(join(folder, 'cliploop-XXXXXX')) && may(runAs, 'enter', folder));
  if (base === undefined) {
    throw new PostgresError(
      'FOLDER',
      `The path of the data folder ${layout.folder} is too long for a unix socket, and so are ${bases.join(' and ')}, ` +
        'or PostgreSQL may not enter them: use a shorter path, or set TMPDIR.',
    );
  }
  const path = mkdtempSync(join(base, 'cliploop-'));
  giveTo(runAs, path);
  writeFileSync(layout.runNote, path, { mode: 0o600 });
  return { path, asServer: path, elsewhere: true };
}

/** Where the socket of a server that runs on this data folder is. */
export function usedSocketFolder(layout: Layout): string {
  return fits(layout.run) ? layout.run : (remembered(layout) ?? layout.run);
}

function temporaryFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const runtime = environment.XDG_RUNTIME_DIR;
  return [...(runtime ? [runtime] : []), tmpdir(), '/tmp'];
}

function fits(folder: string): boolean {
  return Buffer.byteLength(socketIn(folder)) <= longest;
}

export function socketIn(folder: string): string {
  return join(folder, `.s.PGSQL.${port}`);
}

function giveTo(runAs: RunAs, folder: string): void {
  if (runAs.drops) {
    chownSync(folder, runAs.uid, runAs.gid);
  }
  chmodSync(folder, 0o700);
}

function remembered(layout: Layout): string | undefined {
  try {
    return readFileSync(layout.runNote, 'utf8');
  } catch {
    return undefined;
  }
}

/** The temporary folder is everybody's: what lies there under our name may have become somebody else's. */
function isPrivate(folder: string, runAs: RunAs): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === runAs.uid && (stats.mode & 0o077) === 0;
}

export function removeSocketFolder(layout: Layout, folder: SocketFolder): void {
  if (folder.elsewhere) {
    rmSync(folder.path, { recursive: true, force: true });
    rmSync(layout.runNote, { force: true });
  }
}
