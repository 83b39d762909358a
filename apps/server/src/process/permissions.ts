import { constants, type Stats } from 'node:fs';
import { access, chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const OTHERS = 0o007;
const OTHERS_WRITE = 0o002;
const GROUP = 0o070;
const GROUP_WRITE = 0o020;
const SETGID = 0o2000;

/**
 * Checks that this user may use the data folder and what is in it, and that others may not read it. What others can read is closed
 * to them, with a line for the log. The group keeps its access if the folder is shared with it on purpose: it may write and others
 * may not, or the setgid bit is set, or others have no access.
 * @param tell receives what was changed
 * @throws Error with the path, the problem and the command that corrects it
 */
export async function checkPermissions(folder: string, tell: (message: string) => void): Promise<void> {
  for (const path of [folder, ...(await foldersOf(join(folder, 'media')))]) await checkFolder(path);
  await close(folder, tell);
  for (const name of ['secret.key', 'credentials']) {
    const path = join(folder, name);
    const stats = await found(path);
    if (!stats) continue;
    await check(path, stats, constants.R_OK, 'read');
    await close(path, tell);
  }
}

/** Checks that a folder can be read and written. @throws Error */
async function checkFolder(path: string): Promise<void> {
  const stats = await found(path);
  if (stats) await check(path, stats, constants.R_OK | constants.W_OK | constants.X_OK, 'write to');
}

async function check(path: string, { uid }: Stats, mode: number, verb: string): Promise<void> {
  try {
    await access(path, mode);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new Error(`Cannot ${verb} ${path} (${code}): ${reasonOf(path, code, uid)}`);
  }
}

/** Why a path cannot be used, and what to do. */
export function reasonOf(path: string, code: string, owner: number): string {
  if (code === 'EROFS')
    return 'its file system is mounted read-only; mount it for writing, or choose another folder with --data';
  const me = process.geteuid?.() ?? 0;
  if (owner === me) return `this user, its owner, has no permission. Run "chmod -R u+rwX ${path}"`;
  return `it belongs to uid ${owner}, and the service runs as uid ${me}. Run "chown -R ${me} ${path}", or run the service as uid ${owner}`;
}

/** The folder of the files, and the folders in it: those of applications and of unfinished files. */
async function foldersOf(media: string): Promise<string[]> {
  const entries = await readdir(media, { withFileTypes: true }).catch(() => []);
  return [media, ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(media, name))];
}

/** Removes the access of others. @throws Error when that is not possible and a command is needed */
async function close(path: string, tell: (message: string) => void): Promise<void> {
  const stats = await found(path);
  if (!stats || (stats.mode & OTHERS) === 0) return;
  const before = stats.mode & 0o7777;
  // After `chmod 777`, the rights of the group are no more on purpose than those of others.
  const shared = (before & SETGID) !== 0 || (before & (GROUP_WRITE | OTHERS_WRITE)) === GROUP_WRITE;
  const after = before & ~OTHERS & (shared ? 0o7777 : ~GROUP);
  const modes = `from mode ${octal(before)} to ${octal(after)}`;
  try {
    await chmod(path, after);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'EACCES')
      return tell(`Other users of this machine can read ${path}, and its mode cannot be changed (${code})`);
    throw new Error(
      `Other users of this machine can read ${path} (mode ${octal(before)}), which holds secrets and private files. ` +
        `Run "chmod ${octal(after)} ${path}" as uid ${stats.uid}.`,
    );
  }
  const now = (await found(path))?.mode ?? 0;
  if ((now & OTHERS) === 0) tell(`Other users of this machine could read ${path}; changed it ${modes}`);
  // Some network file systems have no modes.
  else tell(`Other users of this machine may be able to read ${path}: its file system does not keep modes`);
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

async function found(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new Error(
      `Cannot use ${path} (${code}): ${code === 'EACCES' ? 'this user may not enter the folder above' : code}`,
    );
  }
}
