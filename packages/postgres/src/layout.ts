import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PostgresError, reason } from './errors.js';

/** Where things lie. The service owns all of it, but for `data` and `run`, which belong to PostgreSQL's uid. */
export interface Layout {
  /** The data folder of the service, absolute. */
  readonly folder: string;
  /** `<folder>/postgres`. */
  readonly root: string;
  /** The database cluster. */
  readonly data: string;
  /** Holds the socket, unless its path would be too long. */
  readonly run: string;
  /** Names the folder that holds the socket when `run` does not. */
  readonly runNote: string;
  readonly claims: string;
  readonly log: string;
  /** Copies of the binaries, where node_modules cannot be used as it is. */
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
    engines: join(root, 'engine'),
  };
}

/**
 * Another uid must pass through `root` to come from `data` to `run`, so it is 0711 then; the folders above may stay closed
 * (see `fromInside`).
 */
export function makeFolders(layout: Layout, drops: boolean): void {
  try {
    mkdirSync(layout.root, { recursive: true, mode: 0o700 });
    chmodSync(layout.root, drops ? 0o711 : 0o700);
    mkdirSync(layout.claims, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new PostgresError('FOLDER', `The data folder ${layout.folder} cannot be used: ${reason(error)}`, {
      cause: error,
    });
  }
}

/**
 * The data directory as PostgreSQL is told: processes start inside of it (`cwd`), entered before the uid is dropped, and
 * this name leads there without passing through folders that the uid may not enter, such as root's home.
 */
export function fromInside(data: string, drops: boolean): string {
  return drops ? '/proc/self/cwd' : data;
}
