/*
 * For processes that run jobs of untrusted media in a sandbox. A separate entry that loads no library of media.
 */
import { loadExplanations } from './job/explain.js';
import { versions } from './versions.js';

export {
  enterSandbox,
  layers,
  openChannel,
  receiveDescriptors,
  type SandboxLayer,
  sendDescriptors,
} from '@cliploop/native/sandbox';
export { fileInput, fileOutput } from './open-file.js';

/**
 * Loads all code that jobs need. In the sandbox no file can be opened.
 *
 * @throws {CliploopError} NATIVE_MISSING if the addon cannot be loaded.
 */
export async function loadAll(): Promise<void> {
  await Promise.all([versions(), loadExplanations()]);
}
