import { availableParallelism } from 'node:os';
import { capture } from './run.js';

const libraries = ['libavformat', 'libavcodec', 'libavutil', 'libswscale', 'libwebp', 'zlib'];

/**
 * @returns {string} what the addon is built against: another version of a library needs another build. The version of Node is not
 *   part of it, because Node-API is the same in all of them
 */
export const toolchain = () => `${capture('pkg-config', ['--modversion', ...libraries])?.replaceAll('\n', ' ')}`;

/** @returns {Record<string, string>} the variables that turbo needs to build */
export const buildEnvironment = () => ({
  CLIPLOOP_TOOLCHAIN: toolchain(),
  CMAKE_BUILD_PARALLEL_LEVEL: String(availableParallelism()),
  TURBO_TELEMETRY_DISABLED: '1',
});
