import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errno, PostgresError } from './errors.js';
import type { Layout } from './layout.js';
import { bootId, startTime, waitUntil } from './processes.js';

/**
 * Claims a data folder for this service. Each service has its own file in the claims folder, named after its process, first
 * `.trying` and then `.held`. Two processes never have the same name, so that any process can remove the file of a dead one.
 * With a single lock file, a process that removes a stale lock could remove the lock of the next owner instead.
 *
 * Each process writes its file before it looks for others, so that of two processes at least one sees the other. The one with
 * the later name gives up; the other one waits until that one has given up.
 *
 * @returns a function that releases the claim
 * @throws `IN_USE`
 */
export async function claim(layout: Layout): Promise<() => void> {
  const me = `${process.pid}-${startTime(process.pid)}-${bootId()}`;
  const trying = join(layout.claims, `${me}.trying`);
  const held = join(layout.claims, `${me}.held`);
  try {
    writeFileSync(trying, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw errno(error) === 'EEXIST' ? inUse(layout, process.pid) : error;
  }
  try {
    const alone = await waitUntil(5_000, () => !mustWait(layout, me));
    if (!alone) {
      throw inUse(layout, undefined);
    }
    renameSync(trying, held);
  } catch (error) {
    rmSync(trying, { force: true });
    throw error;
  }
  return () => rmSync(held, { force: true });
}

/**
 * Removes the files of dead processes. True while another process, which will give up, is trying.
 * @throws `IN_USE`
 */
function mustWait(layout: Layout, me: string): boolean {
  let wait = false;
  for (const file of readdirSync(layout.claims)) {
    const name = file.slice(0, file.lastIndexOf('.'));
    const pid = Number.parseInt(file, 10);
    if (file === `${me}.trying`) {
      continue;
    }
    if (!alive(name, pid)) {
      rmSync(join(layout.claims, file), { force: true });
    } else if (file.endsWith('.held') || name < me) {
      throw inUse(layout, pid);
    } else {
      wait = true;
    }
  }
  return wait;
}

function alive(name: string, pid: number): boolean {
  return name === `${pid}-${startTime(pid)}-${bootId()}`;
}

function inUse(layout: Layout, pid: number | undefined): PostgresError {
  const who =
    pid === process.pid ? 'this process' : pid === undefined ? 'another service' : `a service with pid ${pid}`;
  return new PostgresError(
    'IN_USE',
    `The data folder ${layout.folder} is in use by ${who}. Stop that service, or use another data folder.`,
  );
}
