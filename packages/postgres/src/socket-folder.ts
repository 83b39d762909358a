import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresError } from './errors.js';
import type { Layout } from './layout.js';
import { may, type RunAs } from './run-as.js';
import { port } from './settings.js';

/** Longest path of the socket. The kernel allows 107 bytes; the rest is a reserve for suffixes such as `.lock`. */
const MAX_SOCKET_PATH_BYTES = 100;

export interface SocketFolder {
  /** Path for clients. */
  readonly path: string;
  /** Path for PostgreSQL, relative to its working directory: it may not be allowed to enter the folders above. */
  readonly serverPath: string;
  /** True when it is outside the data folder, and is removed at the stop. */
  readonly outside: boolean;
}

/**
 * Creates the folder of the socket: in the data folder, or, if that path is too long, a private folder in XDG_RUNTIME_DIR or in
 * the temporary folder. A note in the data folder has its path, so that the next service finds a running server.
 * @throws `FOLDER`
 */
export function socketFolder(
  layout: Layout,
  runAs: RunAs,
  bases: readonly string[] = temporaryFolders(),
): SocketFolder {
  if (fits(layout.run)) {
    mkdirSync(layout.run, { recursive: true, mode: 0o700 });
    setOwner(runAs, layout.run);
    return { path: layout.run, serverPath: '../run', outside: false };
  }
  const noted = notedFolder(layout);
  if (noted !== undefined && isPrivate(noted, runAs)) {
    return { path: noted, serverPath: noted, outside: true };
  }
  const base = bases.find((folder) => fits(join(folder, 'cliploop-XXXXXX')) && may(runAs, 'enter', folder));
  if (base === undefined) {
    throw new PostgresError(
      'FOLDER',
      `The path of the data folder ${layout.folder} is too long for a Unix socket. ${bases.join(' and ')} are too long as well, ` +
        'or PostgreSQL cannot enter them. Use a shorter path, or set TMPDIR.',
    );
  }
  const path = mkdtempSync(join(base, 'cliploop-'));
  setOwner(runAs, path);
  writeFileSync(layout.runNote, path, { mode: 0o600 });
  return { path, serverPath: path, outside: true };
}

/** Folder of the socket of a server that is running on this data folder. */
export function usedSocketFolder(layout: Layout): string {
  return fits(layout.run) ? layout.run : (notedFolder(layout) ?? layout.run);
}

function temporaryFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const runtime = environment.XDG_RUNTIME_DIR;
  return [...(runtime ? [runtime] : []), tmpdir(), '/tmp'];
}

function fits(folder: string): boolean {
  return Buffer.byteLength(socketIn(folder)) <= MAX_SOCKET_PATH_BYTES;
}

export function socketIn(folder: string): string {
  return join(folder, `.s.PGSQL.${port}`);
}

function setOwner(runAs: RunAs, folder: string): void {
  if (runAs.changesUser) {
    chownSync(folder, runAs.uid, runAs.gid);
  }
  chmodSync(folder, 0o700);
}

function notedFolder(layout: Layout): string | undefined {
  try {
    return readFileSync(layout.runNote, 'utf8');
  } catch {
    return undefined;
  }
}

/** All users can write to the temporary folder, so that another user may have created a folder with this name. */
function isPrivate(folder: string, runAs: RunAs): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === runAs.uid && (stats.mode & 0o077) === 0;
}

export function removeSocketFolder(layout: Layout, folder: SocketFolder): void {
  if (folder.outside) {
    rmSync(folder.path, { recursive: true, force: true });
    rmSync(layout.runNote, { force: true });
  }
}
