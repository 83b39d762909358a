import { removeMovedBuild, setUpBuild } from './build.js';
import { print } from './cli.js';
import { isInRange, supportedNode } from './node-range.js';
import { setUpNpm } from './npm-packages.js';
import { at } from './paths.js';
import { runRequirements, testRequirements } from './requirements.js';
import { hasBegun } from './step.js';
import { setUpSystem } from './system-packages.js';
import { SetupError } from './user-error.js';
import { withDependencies, workspaces } from './workspaces.js';

/**
 * Everything between a fresh clone and a project that runs: system packages, npm packages, build. Each step looks first
 * and does nothing when there is nothing to do.
 * @param {{ programs?: string[], tests?: boolean, build?: boolean }} [options] `programs`: folders of the workspaces that are to run, default
 *   all; `tests`: what the tests of all workspaces need as well; `build`: false leaves the build to the caller
 */
export async function setUp({
  programs = ['apps/cli', 'apps/server', 'apps/console'],
  tests = false,
  build = true,
} = {}) {
  const range = supportedNode();
  if (!isInRange(process.versions.node, range)) {
    throw new SetupError(
      `cliploop needs Node ${range.replaceAll(' || ', ' or ')}; this is Node ${process.versions.node}.`,
    );
  }
  const began = performance.now();
  await setUpSystem(tests ? [...runRequirements, ...testRequirements] : runRequirements);
  const all = workspaces();
  const folders = tests ? all : withDependencies(programs);
  await setUpNpm(all, { folders, tests });
  removeMovedBuild(at('native/build'), at('native'));
  if (build) await setUpBuild(folders);
  if (hasBegun()) print(`Setup finished in ${Math.round((performance.now() - began) / 1000)} s`);
}
