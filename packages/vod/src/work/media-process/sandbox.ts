import { layers, type SandboxLayer } from '@cliploop/core/sandbox';
import { MediaChild } from './media-child.js';
import { missingText, type SandboxMode } from './sandbox-mode.js';

export type { SandboxLayer };

/** Memory limit of the process that tries the sandbox, bytes. */
const MEMORY = 2 ** 30;

/** Time in which it must be ready, ms. It takes a second. */
const READY_MS = 60_000;

/**
 * Starts a media process in a sandbox, and returns the layers that protect it on this machine.
 * @param main see MediaChildOptions
 * @throws Error when it does not start, with what to check
 */
export async function trySandbox(main?: string, readyMs = READY_MS): Promise<readonly SandboxLayer[]> {
  const child = new MediaChild({ maxMemory: MEMORY, sandbox: 'auto', ...(main !== undefined && { main }) });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The media process was not ready within ${readyMs / 1000} s`)), readyMs);
  });
  try {
    return await Promise.race([child.layers, late]);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(
      `Cannot start a media process: ${message}. Check the limits of processes and memory of the service: ulimit -u and -v in a ` +
        'shell, TasksMax= and MemoryMax= in systemd, --pids-limit and --memory in Docker',
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
    await child.end();
  }
}

let known: Promise<readonly SandboxLayer[]> | undefined;

/**
 * The layers that protect media processes with this mode. The machine is asked once.
 * @throws Error with the layers that are missing, if all are required
 */
export async function checkSandbox(mode: SandboxMode): Promise<readonly SandboxLayer[]> {
  if (mode === 'off') return layers.map((name) => ({ name, active: false, detail: 'turned off' }));
  known ??= trySandbox();
  const found = await known;
  const missing = missingText(found);
  if (mode === 'required' && missing !== '') {
    throw new Error(
      `The sandbox of media processes is required, but this machine lacks a part of it: ${missing}. Run cliploop-server doctor for ` +
        'details; --sandbox auto starts without the missing parts',
    );
  }
  return found;
}
