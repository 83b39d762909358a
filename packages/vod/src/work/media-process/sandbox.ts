import { layers, type SandboxLayer } from '@cliploop/core/sandbox';
import { MediaChild } from './media-child.js';
import { missingText, type SandboxMode } from './sandbox-mode.js';

export type { SandboxLayer };

/** Memory limit of the process that tries the sandbox, bytes. */
const MEMORY = 2 ** 30;

/** Starts a media process in a sandbox, and returns the layers that protect it on this machine. */
export async function trySandbox(): Promise<readonly SandboxLayer[]> {
  const child = new MediaChild({ maxMemory: MEMORY, sandbox: 'auto' });
  try {
    return await child.layers;
  } finally {
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
