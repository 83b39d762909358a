import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from './paths.js';
import { capture } from './run.js';

const folder = '.githooks';

/** @param {string} path of a folder @returns {boolean} whether it holds hooks besides git's examples */
const hasHooks = (path) => existsSync(path) && readdirSync(path).some((name) => !name.endsWith('.sample'));

/**
 * Lets git run the hooks of the repository, unless this clone has hooks already.
 * @param {string} clone its folder
 * @returns {string | undefined} what was done, as a sentence
 */
export function setUpGitHook(clone = root) {
  const git = (/** @type {string[]} */ ...args) => capture('git', ['-C', clone, ...args]);
  const hooks = git('rev-parse', '--git-path', 'hooks');
  if (hooks === undefined || git('config', 'core.hooksPath') !== undefined || hasHooks(resolve(clone, hooks))) return;
  if (git('config', 'core.hooksPath', folder) === undefined) return;
  return `git commit now formats the staged files (${folder}/pre-commit). To turn this off: git config --unset core.hooksPath`;
}
