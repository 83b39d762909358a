import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { addonPath, releasePath } from './addon-path.js';

/** A file of the build that is used. CLIPLOOP_ADDON may name an engine that has no sandbox beside it. */
function built(name) {
  const file = join(dirname(addonPath()), name);
  return existsSync(file) ? file : join(dirname(releasePath()), name);
}

/** @returns {typeof import('./sandbox.d.ts')} */
function load() {
  const file = built('cliploop-sandbox.node');
  try {
    return createRequire(import.meta.url)(file);
  } catch (cause) {
    const error = new Error(
      `The sandbox cannot be loaded (${cause.message.split('\n')[0]}). Build it with: npm run setup`,
      {
        cause,
      },
    );
    throw Object.assign(error, { code: 'NATIVE_MISSING' });
  }
}

/**
 * The path of a program that starts another one, for a process that enters the sandbox: without other descriptors than 0 to 4, and
 * without io_uring.
 */
export const launcher = () => built('cliploop-launcher');

let addon;
const loaded = () => (addon ??= load());

// Loaded on first use, so that a program starts without the addon.
export const enterSandbox = (options) => loaded().enterSandbox(options);
export const openChannel = () => loaded().openChannel();
export const sendDescriptors = (channel, descriptors) => loaded().sendDescriptors(channel, descriptors);
export const receiveDescriptors = (channel) => loaded().receiveDescriptors(channel);

/** In the order of the report. */
export const layers = ['user', 'limits', 'files', 'tcp', 'scope', 'syscalls'];
