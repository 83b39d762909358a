import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fingerprint } from './fingerprint.js';
import { addon, at, root } from './paths.js';
import { ask, run } from './run.js';
import { SetupError, say } from './say.js';
import { script } from './workspaces.js';

const stamp = at('node_modules/.cache/cliploop/build');

/** What the addon is built against: another version of a library needs another build. */
function toolchain() {
  const libraries = ['libavformat', 'libavcodec', 'libavutil', 'libswscale', 'libwebp'];
  return `node ${process.version}, ${ask('pkg-config', ['--modversion', ...libraries])?.replaceAll('\n', ' ')}`;
}

/**
 * CMake refuses a build folder that was made under another path, as when the project's folder has been moved or copied.
 * @param {string} build the build folder
 * @param {string} source the folder of its CMakeLists.txt
 */
export function dropMovedBuild(build, source) {
  const cache = `${build}/CMakeCache.txt`;
  if (!existsSync(cache)) return;
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1];
  if (home !== source) rmSync(build, { recursive: true });
}

/** @param {string[]} folders of workspaces */
const outputs = (folders) => [
  addon,
  ...folders.filter((folder) => folder !== 'native').map((folder) => at(`${folder}/dist`)),
];

/**
 * Builds everything through turbo; does nothing when no source has changed since the last time.
 * @param {string[]} workspaces folders
 */
export async function setUpBuild(workspaces) {
  const built = workspaces.filter((folder) => script(folder, 'build') !== undefined);
  const tools = toolchain();
  const now = fingerprint(built, [tools]);
  const isBuilt = existsSync(stamp) && readFileSync(stamp, 'utf8') === now && outputs(built).every(existsSync);
  if (isBuilt) return;

  say(`building ${built.join(', ')} (the engine takes a few minutes the first time)`);
  dropMovedBuild(at('native/build'), at('native'));
  const { status } = await run(at('node_modules/.bin/turbo'), ['run', 'build', '--output-logs=new-only'], {
    cwd: root,
    env: {
      CLIPLOOP_TOOLCHAIN: tools,
      CMAKE_BUILD_PARALLEL_LEVEL: String(availableParallelism()),
      TURBO_TELEMETRY_DISABLED: '1',
    },
  });
  if (status !== 0) throw new SetupError(`the build ended with status ${status}; its reason stands above.`);
  mkdirSync(at('node_modules/.cache/cliploop'), { recursive: true });
  writeFileSync(stamp, now);
}
