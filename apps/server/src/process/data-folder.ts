import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '../config/setting.js';
import { reasonOf } from './permissions.js';

/**
 * Creates the data folder if it does not exist, readable only by this user.
 * @throws Error that says what to do
 */
export async function makeDataFolder(path: string): Promise<void> {
  try {
    await make(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    const owner = await stat(path).then(
      ({ uid }) => uid,
      () => undefined,
    );
    const cause = /^(EACCES|EPERM|EROFS)$/.test(why) && owner !== undefined ? `: ${reasonOf(path, why, owner)}` : '';
    throw new Error(
      `Cannot create or use the data folder ${path} (${why})${cause || '; choose another one with --data or CLIPLOOP_DATA'}`,
    );
  }
}

// Creates one folder at a time: `recursive` never returns where the system cannot create folders, as in /proc.
async function make(path: string): Promise<void> {
  if (await exists(path)) return;
  if (dirname(path) !== path) await make(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    // Another process may have created it.
    if (error.code !== 'EEXIST') throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  throw Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR' });
}

/** The error of a command whose data folder does not belong to a service. @param advice further advice */
export function notDataFolder(path: string, advice = ''): ConfigError {
  return new ConfigError(
    `${path} is not the data folder of a service; start the service there first, or set --data to its folder${advice}`,
  );
}
