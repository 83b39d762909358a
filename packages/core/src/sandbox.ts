/*
 * For processes that run jobs of untrusted media in a sandbox. A separate entry that loads no library of media.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { launcher, type SandboxLayer } from '@cliploop/native/sandbox';
import { loadBinding } from './job/binding.js';
import { loadExplanations } from './job/explain.js';

export {
  enterSandbox,
  launcher,
  layers,
  openChannel,
  receiveDescriptors,
  sendDescriptors,
} from '@cliploop/native/sandbox';
export { fileInput, fileOutput } from './open-file.js';
export type { SandboxLayer };

/**
 * Starts a process that enters the sandbox.
 *
 * @returns The layers that this machine allows.
 */
export async function trySandbox(): Promise<SandboxLayer[]> {
  const script = createRequire(import.meta.url).resolve('@cliploop/native/sandbox-check');
  const { stdout } = await promisify(execFile)(launcher(), [process.execPath, script]);
  return JSON.parse(stdout) as SandboxLayer[];
}

/**
 * Loads all code that jobs need, as no file can be opened in the sandbox. Jobs then read only common formats and codecs, instead of
 * all that libav has.
 *
 * @throws {CliploopError} NATIVE_MISSING if the addon cannot be loaded.
 */
export async function loadAll(): Promise<void> {
  const [{ restrictFormats }] = await Promise.all([loadBinding(), loadExplanations()]);
  restrictFormats();
}
