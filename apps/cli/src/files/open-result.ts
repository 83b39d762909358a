import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time in which an opener that cannot open the file exits, ms. */
const SETTLE = 1500;

/** Opens a file or folder with the system's viewer for it. Resolves to the reason when that fails. */
export async function openResult(path: string): Promise<string | undefined> {
  if (!hasDisplay()) return 'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  try {
    const { default: open } = await import('open');
    // An absolute path, because the opener would read a name that begins with "-" as a flag.
    const child = await open(resolve(path));
    if (child.exitCode === null) {
      const settled = new AbortController();
      const { signal } = settled;
      await Promise.race([once(child, 'exit', { signal }), sleep(SETTLE, undefined, { signal })]);
      settled.abort();
    }
    return child.exitCode === null || child.exitCode === 0
      ? undefined
      : `the system's opener exited with status ${child.exitCode}; it may have no viewer for this kind of file`;
  } catch (error) {
    return (error as Error).message;
  }
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux' || process.env.WSL_DISTRO_NAME !== undefined) return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
