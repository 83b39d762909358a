import { existsSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { installPackage } from './npm-packages.js';
import { at } from './paths.js';
import { beginStep } from './step.js';
import { UserError } from './user-error.js';

/**
 * Installs a version of Node in node_modules/.cache, from the packages of npm that hold its binaries; does nothing if it is installed.
 * @param {string} version such as 24, 24.1 or 24.1.0
 * @returns {Promise<string>} path of the folder with the program `node`
 */
export async function nodeBinary(version) {
  if (!/^\d+(?:\.\d+){0,2}$/.test(version)) {
    throw new UserError(`"${version}" is not a version of Node. Use a number such as 24 or 24.1.0.`);
  }
  const name = `node-${platform()}-${arch()}`;
  const folder = at(`node_modules/.cache/cliploop/node/${version}`);
  const bin = `${folder}/node_modules/${name}/bin`;
  if (!existsSync(`${bin}/node`)) {
    beginStep(`Installing Node ${version} for tests`);
    await installPackage(`${name}@${version}`, folder);
  }
  return bin;
}
