import { availableParallelism } from 'node:os';
import { capture } from './run.js';

const libraries = ['libavformat', 'libavcodec', 'libavutil', 'libswscale', 'libwebp', 'zlib'];

/** @returns {string} what the addon is built against: another version of a library needs another build */
export const toolchain = () =>
  `node ${process.version}, ${capture('pkg-config', ['--modversion', ...libraries])?.replaceAll('\n', ' ')}`;

/** @returns {Record<string, string>} the variables that turbo needs to build */
export const buildEnvironment = () => ({
  CLIPLOOP_TOOLCHAIN: toolchain(),
  CMAKE_BUILD_PARALLEL_LEVEL: String(availableParallelism()),
  TURBO_TELEMETRY_DISABLED: '1',
});
