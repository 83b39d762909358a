import { existsSync, readFileSync } from 'node:fs';
import { at } from './paths.js';
import { run } from './run.js';
import { SetupError, say } from './say.js';

/**
 * @typedef {Record<string, string>} Versions
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, dependencies?: Versions, devDependencies?: Versions,
 *   optionalDependencies?: Versions }} Entry
 */

/** @param {string} path @returns {any} undefined when there is no such file */
const readJson = (path) => (existsSync(at(path)) ? JSON.parse(readFileSync(at(path), 'utf8')) : undefined);

/** @param {Versions} [versions] */
const sorted = (versions) => JSON.stringify(Object.entries(versions ?? {}).sort());

/**
 * @param {Record<string, Entry>} locked the lock's packages
 * @param {(folder: string) => Entry | undefined} manifestOf a workspace's package.json
 * @param {string[]} folders every workspace, the root as ''
 */
export function lockAgrees(locked, manifestOf, folders) {
  return folders.every((folder) => {
    const lock = locked[folder];
    const manifest = manifestOf(folder);
    return (
      lock !== undefined &&
      /** @type {const} */ (['dependencies', 'devDependencies', 'optionalDependencies']).every(
        (kind) => sorted(lock[kind]) === sorted(manifest?.[kind]),
      )
    );
  });
}

/**
 * @param {Record<string, Entry>} locked the lock's packages
 * @param {Record<string, Entry>} installed the packages of npm's own note in node_modules
 */
export function isInstalled(locked, installed) {
  return Object.entries(locked).every(([path, { version, link, optional }]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return optional === true;
    return found.link === link && found.version === version;
  });
}

/** @param {string} verb */
async function npm(verb) {
  const npmScript = process.env.npm_execpath;
  const [command, args] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []];
  const { status } = await run(command, [...args, verb, '--include=dev', '--no-fund', '--no-audit']);
  if (status !== 0) throw new SetupError(`npm ${verb} ended with status ${status}; its reason stands above.`);
}

/**
 * Brings node_modules to what package-lock.json says; does nothing when it is there.
 * @param {string[]} workspaces folders
 */
export async function setUpNpm(workspaces) {
  const locked = readJson('package-lock.json')?.packages;
  const manifestOf = (/** @type {string} */ folder) => readJson(`${folder ? `${folder}/` : ''}package.json`);
  const agrees = locked && lockAgrees(locked, manifestOf, ['', ...workspaces]);
  if (!locked || (!agrees && !process.env.CI)) {
    say('installing npm packages: npm install (package-lock.json is missing or behind a package.json)');
    return await npm('install');
  }
  if (agrees && isInstalled(locked, readJson('node_modules/.package-lock.json')?.packages ?? {})) return;
  say(`installing npm packages: npm ci (${Object.keys(locked).length} in package-lock.json)`);
  await npm('ci');
}
