import { type Stats, statSync } from 'node:fs';
import { withCapabilities } from './capabilities.js';
import { type Claim, claim } from './claim.js';
import { connectionTo } from './connection.js';
import { copyFolders, readyEngine } from './engine.js';
import { removeOldCopies } from './engine-copy.js';
import { type EnginePackage, findPackage } from './engine-package.js';
import { errno, PostgresError, reason } from './errors.js';
import { initialize } from './initialize.js';
import { launch } from './launch.js';
import { type Layout, layoutOf, makeFolders } from './layout.js';
import { endElsewhere, type Timeouts } from './postmaster.js';
import { diskFull, saysFull, withSpace } from './reserve-file.js';
import { type RunAs, resolveRunAs } from './run-as.js';
import type { Log } from './server.js';
import { removeSocketFolder, type SocketFolder, socketFolder } from './socket-folder.js';
import { type Postgres, Supervisor } from './supervisor.js';

export interface PostgresOptions {
  /** Data folder of the service, created if it does not exist. PostgreSQL uses the folder `postgres` in it. */
  readonly dataDir: string;
  readonly log?: Log;
  /** User that runs PostgreSQL when the service is root: a name, `uid` or `uid:gid`. Default: see `resolveRunAs`. */
  readonly user?: string | undefined;
}

/** Defaults that tests replace. */
export interface Overrides {
  readonly source?: EnginePackage;
  /** Folders for copies of the binaries. */
  readonly copyFolders?: readonly string[];
  /** Folders for the socket when the path of the data folder is too long. */
  readonly socketFolders?: readonly string[];
  readonly timeouts?: Timeouts;
  /** See `endElsewhere`. */
  readonly elsewhereMs?: number;
}

const silent: Log = { info: () => {}, warn: () => {} };

/**
 * Starts the embedded PostgreSQL of a data folder, or attaches to the one that a killed service left running, and restarts it
 * after a crash until it is stopped. Resolves when the database `cliploop` accepts connections.
 * @throws PostgresError
 */
export async function startPostgres(options: PostgresOptions, overrides: Overrides = {}): Promise<Postgres> {
  const layout = layoutOf(options.dataDir);
  try {
    const source = overrides.source ?? findPackage();
    const runAs = resolveRunAs(options.user, ownerOf(layout), layout.data);
    const { log = silent } = options;
    const claimed = await withSpace(layout, log, async () => {
      makeFolders(layout, runAs.changesUser);
      return claim(layout, (message) => log.info(message));
    });
    try {
      return await startClaimed(layout, source, runAs, log, overrides, claimed);
    } catch (error) {
      claimed.release();
      throw error;
    }
  } catch (error) {
    throw isFull(layout, error) ? diskFull(layout, error) : withCapabilities(known(layout, error));
  }
}

async function startClaimed(
  layout: Layout,
  source: EnginePackage,
  runAs: RunAs,
  log: Log,
  overrides: Overrides,
  claimed: Claim,
): Promise<Postgres> {
  if (claimed.takenFrom !== undefined) {
    log.warn(`The service on host ${claimed.takenFrom} did not stop; making sure that its PostgreSQL has ended`);
    await endElsewhere(layout.data, overrides.elsewhereMs);
  }
  const engine = readyEngine(source, runAs, overrides.copyFolders ?? copyFolders(layout));
  await initialize(layout, engine, runAs);
  const socket: SocketFolder = socketFolder(layout, runAs, overrides.socketFolders);
  const server = { layout, engine, runAs, socket, connection: connectionTo(socket.path), log };
  try {
    const running = await launch(server, new AbortController().signal);
    removeOldCopies(layout.engines, engine.version);
    const release = () => {
      removeSocketFolder(layout, socket);
      claimed.release();
    };
    return new Supervisor(server, running, release, overrides.timeouts, claimed.lost);
  } catch (error) {
    removeSocketFolder(layout, socket);
    throw error;
  }
}

function ownerOf(layout: Layout): Stats | undefined {
  return statSync(layout.data, { throwIfNoEntry: false });
}

/** Copies of the binaries, and a socket with a long path, may be on another disk. */
function isFull({ folder }: Layout, error: unknown): boolean {
  const { path } = error as NodeJS.ErrnoException;
  const isElsewhere = path === undefined ? errno(error) === 'UNAVAILABLE' : !path.startsWith(folder);
  return saysFull(error) && !isElsewhere;
}

function known(layout: Layout, error: unknown): PostgresError {
  if (error instanceof PostgresError) {
    return error;
  }
  const code = errno(error) === undefined ? 'START_FAILED' : 'FOLDER';
  return new PostgresError(code, `Cannot use the data folder ${layout.folder}: ${reason(error)}`, {
    cause: error,
  });
}
