import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAccess } from './access.js';
import { argumentsOf, attach } from './attach.js';
import { ensureDatabase } from './connection.js';
import { PostgresError, reason } from './errors.js';
import { lastLines, openLog } from './log-file.js';
import { endOrphans, endPostmaster, readPostmaster, removeStaleLocks } from './postmaster.js';
import { within, worksIn } from './processes.js';
import { asUser } from './run-as.js';
import type { Running, Server } from './server.js';
import { serverEnvironment } from './settings.js';
import { socketIn } from './socket-folder.js';

interface Failure {
  /** True when what stands in the way goes away by itself. */
  readonly passes: boolean;
  readonly words: string;
}

/** What a PostgreSQL says that comes while its killed predecessor's processes and locks are still going away. */
const passing = /lock file|shared memory block|could not bind|terminating connection|57P0/;

/** How long the start is tried again, ms; recovery itself may take longer. */
const patience = 15_000;

/**
 * Uses the PostgreSQL of this data folder that runs, or starts one.
 * @throws `START_FAILED` with the last lines of its log; an AbortError after `abort`, and nothing runs then
 */
export async function launch(server: Server, abort: AbortSignal): Promise<Running> {
  const end = performance.now() + patience;
  for (let pause = 50; ; pause = Math.min(2 * pause, 1_000)) {
    const result = (await attach(server, abort)) ?? (await start(server, abort));
    if ('pid' in result) {
      return result;
    }
    if (!result.passes || performance.now() > end) {
      throw new PostgresError(
        'START_FAILED',
        `PostgreSQL does not start on ${server.layout.data}:\n${result.words}\nIts log is ${server.layout.log}.`,
      );
    }
    await sleep(pause, undefined, { signal: abort });
  }
}

async function start(server: Server, abort: AbortSignal): Promise<Running | Failure> {
  const { data } = server.layout;
  await endOrphans(data);
  if (readPostmaster(data)) {
    return { passes: true, words: 'another PostgreSQL is starting on it' };
  }
  // It cannot be seen, but it answers: PostgreSQL's own lock does not hold between containers that share a folder.
  if (await answers(socketIn(server.socket.path))) {
    return { passes: true, words: 'a PostgreSQL of another container is running on it; stop that one first' };
  }
  removeStaleLocks(data, `${socketIn(server.socket.path)}.lock`);
  writeAccess(data);
  const log = openLog(server.layout);
  // In a process group of its own, so that Ctrl-C in the terminal reaches the service alone.
  const child = spawn(server.engine.postgres, argumentsOf(server), {
    ...asUser(server.runAs),
    cwd: data,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', log.file, log.file],
  });
  closeSync(log.file);
  const life = follow(child);
  try {
    await within(Number.POSITIVE_INFINITY, () => life.over !== undefined || isReady(data, child.pid), abort);
    if (life.over === undefined) {
      await ensureDatabase(server.connection);
      return { pid: child.pid as number, attached: false, ended: life.ended };
    }
  } catch (error) {
    const died = child.pid === undefined || !worksIn(child.pid, data);
    if (!died) {
      await endPostmaster(child.pid, data);
    }
    abort.throwIfAborted();
    return { passes: died || passing.test(reason(error)), words: reason(error) };
  }
  const words = lastLines(server.layout, log.end) || life.over;
  return { passes: life.killed || passing.test(words), words };
}

function isReady(data: string, pid: number | undefined): boolean {
  const postmaster = readPostmaster(data);
  return postmaster?.pid === pid && postmaster?.status === 'ready';
}

interface Life {
  /** How it ended, once it has. */
  over: string | undefined;
  killed: boolean;
  ended: Promise<string>;
}

function follow(child: ChildProcess): Life {
  const life: Life = { over: undefined, killed: false, ended: Promise.resolve('') };
  life.ended = new Promise((resolve) => {
    const end = (how: string) => {
      life.over = how;
      resolve(how);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (status, signal) => {
      life.killed = signal !== null;
      end(`ended with ${signal ?? `status ${status}`}`);
    });
  });
  return life;
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
