import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { at } from './paths.js';

/**
 * @param {string} folder of a workspace
 * @returns {{ name: string, scripts?: Record<string, string>, dependencies?: Record<string, string> }} its package.json
 */
export const manifest = (folder) => JSON.parse(readFileSync(at(`${folder}/package.json`), 'utf8'));

/** @returns {string[]} the workspaces' folders, relative to the root, in order */
export function workspaces() {
  const members = (/** @type {string} */ group) =>
    existsSync(at(group)) ? readdirSync(at(group)).map((name) => `${group}/${name}`) : [];
  const folders = ['native', ...members('packages').sort(), ...members('apps').sort(), 'test'];
  return folders.filter((folder) => existsSync(at(`${folder}/package.json`)));
}

/**
 * @param {string[]} folders of workspaces
 * @returns {string[]} these and every workspace that they depend on, in the order of `workspaces()`
 */
export function withDependencies(folders) {
  const all = workspaces();
  const needed = new Set(folders);
  // The iteration of a Set includes entries that are added during it.
  for (const folder of needed) {
    const { dependencies = {} } = manifest(folder);
    for (const other of all) if (manifest(other).name in dependencies) needed.add(other);
  }
  return all.filter((folder) => needed.has(folder));
}

/**
 * @param {string} folder of a workspace
 * @param {string} name of a script
 * @returns {string | undefined} the script's text
 */
export function script(folder, name) {
  return manifest(folder).scripts?.[name];
}
