import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fingerprint } from './fingerprint.js';
import { addon, at } from './paths.js';
import { beginStep, failure, runLogged } from './step.js';
import { buildEnvironment, toolchain } from './toolchain.js';
import { script, withDependencies } from './workspaces.js';

/** The fingerprint of the last build of each workspace. */
const stamps = at('node_modules/.cache/cliploop/build.json');

/**
 * CMake refuses a build folder that was made under another path, as when the project's folder has been moved or copied.
 * @param {string} build the build folder
 * @param {string} source the folder of its CMakeLists.txt
 */
export function removeMovedBuild(build, source) {
  const cache = `${build}/CMakeCache.txt`;
  if (!existsSync(cache)) return;
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1];
  if (home !== source) rmSync(build, { recursive: true });
}

/** @param {string} folder of a workspace */
const output = (folder) => (folder === 'native' ? addon : at(`${folder}/dist`));

/** @returns {Record<string, string>} */
function readStamps() {
  try {
    return JSON.parse(readFileSync(stamps, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * Builds workspaces with turbo. Does nothing when no source of them or of their dependencies has changed since the last
 * build.
 * @param {string[]} folders of workspaces
 */
export async function setUpBuild(folders) {
  const built = folders.filter((folder) => script(folder, 'build') !== undefined);
  const tools = toolchain();
  const now = Object.fromEntries(built.map((folder) => [folder, fingerprint(withDependencies([folder]), [tools])]));
  const last = readStamps();
  if (built.every((folder) => last[folder] === now[folder] && existsSync(output(folder)))) return;

  beginStep(`Building ${built.join(', ')} (usually 1 to 3 minutes the first time)`);
  const filters = built.map((folder) => `--filter=./${folder}`);
  const { status } = await runLogged(
    at('node_modules/.bin/turbo'),
    ['run', 'build', ...filters, '--output-logs=new-only'],
    { env: buildEnvironment() },
  );
  if (status !== 0) throw failure(`the build failed with exit status ${status}.`);
  mkdirSync(at('node_modules/.cache/cliploop'), { recursive: true });
  writeFileSync(stamps, JSON.stringify({ ...last, ...now }));
}
