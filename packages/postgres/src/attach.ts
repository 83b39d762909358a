import { checkRoles } from './connection.js';
import { reason } from './errors.js';
import { dataArgument } from './layout.js';
import { endPostmaster, readPostmaster, startedWith } from './postmaster.js';
import { hasCwd, waitUntil } from './processes.js';
import { walArguments } from './reserve-file.js';
import type { Running, Server } from './server.js';
import { serverArguments } from './settings.js';

/**
 * Attaches to the PostgreSQL that a killed service left running, if it has the same settings and answers. Ends any other.
 * @returns undefined when none is running
 */
export async function attach(server: Server, abort: AbortSignal): Promise<Running | undefined> {
  const { data } = server.layout;
  const found = readPostmaster(data);
  if (!found) {
    return undefined;
  }
  const { pid } = found;
  // No time limit: after a kill, the next recovery would take even longer.
  await waitUntil(Number.POSITIVE_INFINITY, () => readPostmaster(data)?.status !== 'starting', abort);
  if (readPostmaster(data)?.status === 'stopping') {
    await waitUntil(10_000, () => !hasCwd(pid, data), abort);
  } else if (hasCwd(pid, data)) {
    const problem = await problemOf(server);
    if (problem === undefined) {
      server.log.info(`PostgreSQL (pid ${pid}) is still running; using it`);
      return { pid, attached: true, ended: endOf(pid, data) };
    }
    server.log.warn(`PostgreSQL (pid ${pid}) is still running, but ${problem}; restarting it`);
  }
  await endPostmaster(pid, data);
  return undefined;
}

/** Why a running PostgreSQL cannot be used; undefined when it can. */
async function problemOf(server: Server): Promise<string | undefined> {
  if (!startedWith(server.layout.data, argumentsOf(server))) {
    return 'has other settings';
  }
  try {
    return (await checkRoles(server.connection)) === 'complete' ? undefined : 'has the roles of an older version';
  } catch (error) {
    return `does not answer (${reason(error)})`;
  }
}

export function argumentsOf({ engine, layout, runAs, socket }: Server): string[] {
  const given = serverArguments(engine.version, dataArgument(layout.data, runAs.changesUser), socket.serverPath);
  return [...given, ...walArguments(layout.root)];
}

/** Polls, because the process is not a child of this one. */
function endOf(pid: number, data: string): Promise<string> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!hasCwd(pid, data)) {
        clearInterval(timer);
        resolve('has ended');
      }
    }, 250);
  });
}
