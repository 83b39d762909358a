import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errno, PostgresError } from './errors.js';
import type { Layout } from './layout.js';
import { bootId, startTime, within } from './processes.js';

/**
 * One service per data folder. Each service has a file of its own among the claims, named after its process, `.trying` and
 * then `.held`. No two processes ever share a name, so the file of a dead one can be removed by anybody at any time;
 * with one common lock file, whoever removes a stale one may remove that of the next owner instead.
 *
 * Of two that try at once, each has put down its file before it looks, so at least one sees the other: the later name
 * gives up, the earlier one waits until the other has held or given up.
 *
 * @returns gives the folder back
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
    const settled = await within(5_000, () => !rival(layout, me));
    if (!settled) {
      throw inUse(layout, undefined);
    }
    renameSync(trying, held);
  } catch (error) {
    rmSync(trying, { force: true });
    throw error;
  }
  return () => rmSync(held, { force: true });
}

/** True while another, who will give way or has to be waited for, is trying. */
function rival(layout: Layout, me: string): boolean {
  let waits = false;
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
      waits = true;
    }
  }
  return waits;
}

function alive(name: string, pid: number): boolean {
  return name === `${pid}-${startTime(pid)}-${bootId()}`;
}

function inUse(layout: Layout, pid: number | undefined): PostgresError {
  const who =
    pid === process.pid ? 'this process' : pid === undefined ? 'another service' : `a service with pid ${pid}`;
  return new PostgresError(
    'IN_USE',
    `The data folder ${layout.folder} is in use by ${who}: stop that one first, or give this one another folder.`,
  );
}
