import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { at } from './paths.js';

/** @returns {string[]} the workspaces' folders, relative to the root, in order */
export function workspaces() {
  const members = (/** @type {string} */ group) =>
    existsSync(at(group)) ? readdirSync(at(group)).map((name) => `${group}/${name}`) : [];
  const folders = ['native', ...members('packages').sort(), ...members('apps').sort(), 'test'];
  return folders.filter((folder) => existsSync(at(`${folder}/package.json`)));
}

/**
 * @param {string} folder of a workspace
 * @param {string} name of a script
 * @returns {string | undefined} the script's text
 */
export function script(folder, name) {
  return JSON.parse(readFileSync(at(`${folder}/package.json`), 'utf8')).scripts?.[name];
}
