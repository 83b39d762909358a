import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export function worksIn(pid: number, folder: string): boolean {
  try {
    const [is, wanted] = [statSync(`/proc/${pid}/cwd/.`), statSync(folder)];
    return is.ino === wanted.ino && is.dev === wanted.dev;
  } catch {
    return false;
  }
}

/** The processes of a service's data folder: its own and its media processes, by their environment, and PostgreSQL's. */
export function processesOf(data: string): { pid: number; command: string }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ours = pids.map(Number).filter((pid) => isOf(pid, data));
  return ours.map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') }));
}

function isOf(pid: number, data: string): boolean {
  const env = read(`/proc/${pid}/environ`).split('\0');
  return env.includes(`CLIPLOOP_DATA=${data}`) || worksIn(pid, join(data, 'postgres/data'));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** All files below a folder, as paths from there. */
export function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}
