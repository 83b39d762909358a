import { createRequire } from 'node:module';
import { addonPath } from './addon-path.js';

/** @returns {typeof import('./index.d.ts')} */
function load() {
  const file = addonPath();
  try {
    return createRequire(import.meta.url)(file);
  } catch (cause) {
    // Not built yet, or built against libraries that are no longer there.
    const build = process.env.CLIPLOOP_ADDON === 'debug' ? 'npm run build:debug' : 'npm run setup';
    const error = new Error(`The engine cannot be loaded (${cause.message.split('\n')[0]}). Build it with: ${build}`, {
      cause,
    });
    throw Object.assign(error, { code: 'NATIVE_MISSING' });
  }
}

export const { animate, plan, stills, probe, restrictFormats, trimMemory, versions, codes, stages } = load();
