import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const builds = {
  release: 'build/Release/cliploop.node',
  debug: 'build-debug/Debug/cliploop.node',
};

/**
 * The file to load. The variable CLIPLOOP_ADDON is for work on the engine: `debug`, or the path of another build.
 * @returns {string}
 */
function addonPath() {
  const { CLIPLOOP_ADDON: choice = '' } = process.env;
  if (choice !== '' && choice !== 'debug') return resolve(choice);
  return fileURLToPath(new URL(choice === 'debug' ? builds.debug : builds.release, import.meta.url));
}

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

export const { animate, probe, versions, codes, stages } = load();
