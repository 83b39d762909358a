import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const builds = {
  release: 'build/Release/cliploop.node',
  debug: 'build-debug/Debug/cliploop.node',
};

/** The build of `npm run setup`. @returns {string} */
export function releasePath() {
  return fileURLToPath(new URL(builds.release, import.meta.url));
}

/**
 * The file to load. The variable CLIPLOOP_ADDON is for work on the engine: `debug`, or the path of another build.
 * @returns {string}
 */
export function addonPath() {
  const { CLIPLOOP_ADDON: choice = '' } = process.env;
  if (choice !== '' && choice !== 'debug') return resolve(choice);
  return fileURLToPath(new URL(choice === 'debug' ? builds.debug : builds.release, import.meta.url));
}
