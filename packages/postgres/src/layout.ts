import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PostgresError, reason } from './errors.js';

/** Paths in the data folder. All belong to the service, except `data` and `run`, which belong to the uid of PostgreSQL. */
export interface Layout {
  /** The data folder of the service, absolute. */
  readonly folder: string;
  /** `<folder>/postgres`. */
  readonly root: string;
  /** The database cluster. */
  readonly data: string;
  /** Folder of the socket, unless its path is too long. */
  readonly run: string;
  /** File with the path of the socket folder, if that is not `run`. */
  readonly runNote: string;
  /** See `claim`. */
  readonly claims: string;
  readonly log: string;
  /** See `makeReserve`. */
  readonly reserve: string;
  /** Copies of the binaries, if those in node_modules cannot be used. */
  readonly engines: string;
}

export function layoutOf(dataDir: string): Layout {
  const folder = resolve(dataDir);
  const root = join(folder, 'postgres');
  return {
    folder,
    root,
    data: join(root, 'data'),
    run: join(root, 'run'),
    runNote: join(root, 'socket-folder'),
    claims: join(root, 'claims'),
    log: join(root, 'postgres.log'),
    reserve: join(root, 'reserve'),
    engines: join(root, 'engine'),
  };
}

/**
 * Creates the folders. If PostgreSQL runs as another uid, that uid must pass through `root` to get from `data` to `run`, so
 * that the mode is 0711 then. The folders above may stay closed (see `dataArgument`).
 * @throws `FOLDER`
 */
export function makeFolders(layout: Layout, changesUser: boolean): void {
  try {
    mkdirSync(layout.root, { recursive: true, mode: 0o700 });
    chmodSync(layout.root, changesUser ? 0o711 : 0o700);
    mkdirSync(layout.claims, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new PostgresError('FOLDER', `Cannot use the data folder ${layout.folder}: ${reason(error)}`, {
      cause: error,
    });
  }
}

/**
 * The data directory in the arguments of PostgreSQL. Its processes start with that working directory, which Node enters before
 * it changes the uid. This path leads there without folders that the uid may not enter, such as the home of root.
 */
export function dataArgument(data: string, changesUser: boolean): string {
  return changesUser ? '/proc/self/cwd' : data;
}
