import { ensureDatabase } from './connection.js';
import { reason } from './errors.js';
import { fromInside } from './layout.js';
import { endPostmaster, readPostmaster, startedWith } from './postmaster.js';
import { within, worksIn } from './processes.js';
import type { Running, Server } from './server.js';
import { serverArguments } from './settings.js';

/**
 * Goes on with the PostgreSQL that a killed service left behind, when it is one that this service would have started;
 * any other is ended first.
 * @returns undefined when none runs
 */
export async function attach(server: Server, abort: AbortSignal): Promise<Running | undefined> {
  const { data } = server.layout;
  const found = readPostmaster(data);
  if (!found) {
    return undefined;
  }
  const { pid } = found;
  // Recovery takes as long as it takes; killing it would only make the next one longer.
  await within(Number.POSITIVE_INFINITY, () => readPostmaster(data)?.status !== 'starting', abort);
  if (readPostmaster(data)?.status === 'stopping') {
    await within(10_000, () => !worksIn(pid, data), abort);
  } else if (worksIn(pid, data)) {
    const why = await unfit(server);
    if (why === undefined) {
      server.log.info(`PostgreSQL (pid ${pid}) was still running and is used again`);
      return { pid, attached: true, ended: endOf(pid, data) };
    }
    server.log.warn(`PostgreSQL (pid ${pid}) was still running, but ${why}: it is started anew`);
  }
  await endPostmaster(pid, data);
  return undefined;
}

async function unfit(server: Server): Promise<string | undefined> {
  if (!startedWith(server.layout.data, argumentsOf(server))) {
    return 'with other settings';
  }
  try {
    await ensureDatabase(server.connection);
    return undefined;
  } catch (error) {
    return `does not answer (${reason(error)})`;
  }
}

export function argumentsOf({ engine, layout, runAs, socket }: Server): string[] {
  return serverArguments(engine.version, fromInside(layout.data, runAs.drops), socket.asServer);
}

/** It is not this process's child, so nothing tells when it ends. */
function endOf(pid: number, data: string): Promise<string> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!worksIn(pid, data)) {
        clearInterval(timer);
        resolve('went away');
      }
    }, 250);
  });
}
