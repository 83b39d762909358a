import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAccess } from './access.js';
import { argumentsOf, attach } from './attach.js';
import { checkRoles } from './connection.js';
import { PostgresError, reason } from './errors.js';
import { lastLines, openLog } from './log-file.js';
import { endOrphans, endPostmaster, readPostmaster, removeStaleLocks } from './postmaster.js';
import { hasCwd, waitUntil } from './processes.js';
import { diskFull, freeBytes, releaseReserve, reserveSize, saysFull, usingReserve, withSpace } from './reserve-file.js';
import { asUser } from './run-as.js';
import type { Running, Server } from './server.js';
import { setUp } from './set-up.js';
import { serverEnvironment } from './settings.js';
import { socketIn } from './socket-folder.js';

interface Failure {
  /** True when a later attempt may succeed. */
  readonly temporary: boolean;
  readonly message: string;
  /** True when an older version has created the cluster. See `setUp`. */
  readonly rolesIncomplete?: boolean;
  /** True when there is no space. Default: the message decides. */
  readonly isFull?: boolean;
}

/** Errors while processes and locks of a killed PostgreSQL still exist. */
const temporaryErrors = /lock file|shared memory block|could not bind|terminating connection|57P0/;

/** How long failed starts are repeated. Recovery itself may take longer. */
const START_RETRY_MS = 15_000;

/**
 * Attaches to the running PostgreSQL of the data folder, or starts one.
 * @throws `START_FAILED` with the last lines of the log; an AbortError after `abort`, when no server is running
 */
export async function launch(server: Server, abort: AbortSignal): Promise<Running> {
  const end = performance.now() + START_RETRY_MS;
  let upgraded = false;
  for (let pause = 50; ; pause = Math.min(2 * pause, 1_000)) {
    const result = (await attach(server, abort)) ?? (await start(server, abort));
    if ('pid' in result) {
      return result;
    }
    if (result.rolesIncomplete && !upgraded) {
      upgraded = true;
      server.log.info('Upgrading the roles of the database: the service gets one that is not a superuser');
      const { layout, engine, runAs, log } = server;
      await withSpace(layout, log, () => setUp(layout.data, engine, runAs)).catch((error: unknown) => {
        throw saysFull(error) ? diskFull(layout, error) : error;
      });
      continue;
    }
    if (!result.temporary || performance.now() > end) {
      if (result.isFull ?? saysFull(result.message)) {
        throw diskFull(server.layout, new Error(result.message));
      }
      throw new PostgresError(
        'START_FAILED',
        `Cannot start PostgreSQL on ${server.layout.data}:\n${result.message}\n${permissionAdvice(server, result.message)}Log: ${server.layout.log}`,
      );
    }
    await sleep(pause, undefined, { signal: abort });
  }
}

/** The command that corrects files that PostgreSQL may not use. */
function permissionAdvice({ layout, runAs }: Server, message: string): string {
  if (!/Permission denied|invalid permissions|wrong ownership/.test(message)) {
    return '';
  }
  return `Run "chown -R ${runAs.uid}:${runAs.gid} ${layout.data}" and "chmod -R u+rwX,go-rwx ${layout.data}".\n`;
}

/** PostgreSQL does not start on a folder that others can enter, as after `chmod -R`. */
function closeData({ layout, log }: Server): void {
  const mode = statSync(layout.data).mode & 0o7777;
  // 0750 is allowed, too.
  if ((mode & 0o027) === 0) {
    return;
  }
  chmodSync(layout.data, 0o700);
  log.warn(`Others could enter ${layout.data}; changed it from mode 0${mode.toString(8)} to 0700`);
}

async function start(server: Server, abort: AbortSignal): Promise<Running | Failure> {
  const { data } = server.layout;
  await endOrphans(data);
  if (readPostmaster(data)) {
    return { temporary: true, message: 'Another PostgreSQL is starting on this folder' };
  }
  // A server that answers without a visible process: the lock of PostgreSQL does not work between containers.
  if (await answers(socketIn(server.socket.path))) {
    return { temporary: true, message: 'A PostgreSQL of another container is running on this folder. Stop it first.' };
  }
  if (releaseReserve(server.layout)) {
    server.log.warn(usingReserve(server.layout));
  }
  removeStaleLocks(data, `${socketIn(server.socket.path)}.lock`);
  closeData(server);
  writeAccess(data);
  const log = openLog(server.layout);
  // In its own process group, so that Ctrl-C in the terminal reaches only the service.
  const child = spawn(server.engine.postgres, argumentsOf(server), {
    ...asUser(server.runAs),
    cwd: data,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', log.file, log.file],
  });
  closeSync(log.file);
  const state = watch(child);
  try {
    await waitUntil(Number.POSITIVE_INFINITY, () => state.exit !== undefined || isReady(data, child.pid), abort);
    if (state.exit === undefined) {
      if ((await checkRoles(server.connection)) === 'complete') {
        return { pid: child.pid as number, attached: false, ended: state.ended };
      }
      await endPostmaster(child.pid as number, data);
      return { temporary: false, rolesIncomplete: true, message: 'The roles of the database are incomplete' };
    }
  } catch (error) {
    const died = child.pid === undefined || !hasCwd(child.pid, data);
    if (!died) {
      await endPostmaster(child.pid, data);
    }
    abort.throwIfAborted();
    return { temporary: died || temporaryErrors.test(reason(error)), message: reason(error) };
  }
  const lines = lastLines(server.layout, log.end);
  // The reason may come before the last lines. Without space, PostgreSQL could not write it.
  const all = lastLines(server.layout, log.end, Number.POSITIVE_INFINITY);
  const isFull = saysFull(all) || (lines === '' && freeBytes(server.layout.folder) < reserveSize(server.layout.folder));
  const message = lines || state.exit;
  return { temporary: state.killed || temporaryErrors.test(message), message, isFull };
}

function isReady(data: string, pid: number | undefined): boolean {
  const postmaster = readPostmaster(data);
  return postmaster?.pid === pid && postmaster?.status === 'ready';
}

interface ChildState {
  /** How the process ended, such as `ended with status 1`; undefined while it runs. */
  exit: string | undefined;
  killed: boolean;
  ended: Promise<string>;
}

function watch(child: ChildProcess): ChildState {
  const state: ChildState = { exit: undefined, killed: false, ended: Promise.resolve('') };
  state.ended = new Promise((resolve) => {
    const end = (how: string) => {
      state.exit = how;
      resolve(how);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (status, signal) => {
      state.killed = signal !== null;
      end(`ended with ${signal ?? `status ${status}`}`);
    });
  });
  return state;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (connected: boolean) => {
      socket.destroy();
      resolve(connected);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
