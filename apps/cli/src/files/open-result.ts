import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time after which an opener that is still running is taken to have opened the file, in milliseconds. */
const OPENER_TIMEOUT_MS = 1500;

/** Opens a file or folder in the default viewer. Resolves to the reason if that fails. */
export async function openResult(path: string): Promise<string | undefined> {
  if (!hasDisplay()) return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  try {
    const { default: open } = await import('open');
    // An absolute path, because the opener would read a name that begins with "-" as a flag.
    const child = await open(resolve(path));
    if (child.exitCode === null) {
      const finished = new AbortController();
      const { signal } = finished;
      await Promise.race([once(child, 'exit', { signal }), sleep(OPENER_TIMEOUT_MS, undefined, { signal })]);
      finished.abort();
    }
    return child.exitCode === null || child.exitCode === 0
      ? undefined
      : `the opener of the system exited with status ${child.exitCode}; perhaps no viewer is installed for this kind of file`;
  } catch (error) {
    return (error as Error).message;
  }
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux' || process.env.WSL_DISTRO_NAME !== undefined) return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
