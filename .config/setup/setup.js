import { setUpBuild } from './build.js';
import { setUpNpm } from './npm.js';
import { forRunning, forTesting } from './requirements.js';
import { SetupError } from './say.js';
import { setUpSystem } from './system.js';
import { workspaces } from './workspaces.js';

const oldestNode = [20, 19];

/** @param {string} version such as 20.19.0 */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Everything between a fresh clone and a project that runs: system packages, npm packages, build. Each step looks first
 * and does nothing when there is nothing to do.
 * @param {{ tests?: boolean }} [options] `tests`: what the tests need as well
 */
export async function setUp({ tests = false } = {}) {
  if (!isNodeNewEnough(process.versions.node)) {
    throw new SetupError(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`);
  }
  await setUpSystem(tests ? [...forRunning, ...forTesting] : forRunning);
  const folders = workspaces();
  await setUpNpm(folders);
  await setUpBuild(folders);
}
