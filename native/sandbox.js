import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { addonPath } from './addon-path.js';

/** @returns {typeof import('./sandbox.d.ts')} */
function load() {
  const file = join(dirname(addonPath()), 'cliploop-sandbox.node');
  try {
    return createRequire(import.meta.url)(file);
  } catch (cause) {
    const error = new Error(`The sandbox cannot be loaded (${cause.message.split('\n')[0]}). Build it with: npm run setup`, {
      cause,
    });
    throw Object.assign(error, { code: 'NATIVE_MISSING' });
  }
}

export const { enterSandbox, openChannel, sendDescriptors, receiveDescriptors, layers } = load();
