import { type Stats, statSync } from 'node:fs';
import { claim } from './claim.js';
import { connectionTo } from './connection.js';
import { copyHomes, readyEngine } from './engine.js';
import { removeOtherCopies } from './engine-copy.js';
import { type EnginePackage, findPackage } from './engine-package.js';
import { errno, PostgresError, reason } from './errors.js';
import { initialize } from './initialize.js';
import { launch } from './launch.js';
import { type Layout, layoutOf, makeFolders } from './layout.js';
import type { Patience } from './postmaster.js';
import { type RunAs, whoRuns } from './run-as.js';
import type { Log } from './server.js';
import { removeSocketFolder, type SocketFolder, socketFolder } from './socket-folder.js';
import { type Postgres, Supervisor } from './supervisor.js';

export interface PostgresOptions {
  /** The data folder of the service; PostgreSQL has `postgres` in it. Made when missing. */
  readonly dataDir: string;
  readonly log?: Log;
  /** CLIPLOOP_PG_USER: whom to run as when the service is root; a name, `uid` or `uid:gid`. Default postgres, else nobody. */
  readonly user?: string | undefined;
}

/** What tests replace. */
export interface Surroundings {
  readonly source?: EnginePackage;
  /** Where copies of the binaries may lie. */
  readonly homes?: readonly string[];
  /** Where the socket may lie when the data folder's path is too long. */
  readonly bases?: readonly string[];
  readonly patience?: Patience;
}

const silent: Log = { info: () => {}, warn: () => {} };

/**
 * Starts the embedded PostgreSQL of a data folder, or goes on with the one that a killed service left running there, and
 * keeps it running until it is stopped. Resolves when the database `cliploop` answers.
 * @throws PostgresError, which says what to do
 */
export async function startPostgres(options: PostgresOptions, around: Surroundings = {}): Promise<Postgres> {
  const layout = layoutOf(options.dataDir);
  try {
    const source = around.source ?? findPackage();
    const runAs = whoRuns(options.user, ownerOf(layout), layout.data);
    makeFolders(layout, runAs.drops);
    const unclaim = await claim(layout);
    try {
      return await startClaimed(layout, source, runAs, options.log ?? silent, around, unclaim);
    } catch (error) {
      unclaim();
      throw error;
    }
  } catch (error) {
    throw error instanceof PostgresError ? error : unexpected(layout, error);
  }
}

async function startClaimed(
  layout: Layout,
  source: EnginePackage,
  runAs: RunAs,
  log: Log,
  around: Surroundings,
  unclaim: () => void,
): Promise<Postgres> {
  const engine = readyEngine(source, runAs, around.homes ?? copyHomes(layout));
  await initialize(layout, engine, runAs);
  const socket: SocketFolder = socketFolder(layout, runAs, around.bases);
  const server = { layout, engine, runAs, socket, connection: connectionTo(socket.path), log };
  try {
    const running = await launch(server, new AbortController().signal);
    removeOtherCopies(layout.engines, engine.version);
    const release = () => {
      removeSocketFolder(layout, socket);
      unclaim();
    };
    return new Supervisor(server, running, release, around.patience);
  } catch (error) {
    removeSocketFolder(layout, socket);
    throw error;
  }
}

function ownerOf(layout: Layout): Stats | undefined {
  return statSync(layout.data, { throwIfNoEntry: false });
}

function unexpected(layout: Layout, error: unknown): PostgresError {
  const code = errno(error) === undefined ? 'START_FAILED' : 'FOLDER';
  return new PostgresError(code, `PostgreSQL cannot use the data folder ${layout.folder}: ${reason(error)}`, {
    cause: error,
  });
}
