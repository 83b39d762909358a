import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { neededEntries } from './lock-entries.js';
import { at } from './paths.js';
import { beginStep, failure, runLogged } from './step.js';

/**
 * @typedef {import('./lock-entries.js').Entry} Entry
 * @typedef {import('./lock-entries.js').Versions} Versions
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
 * @param {Record<string, Entry>} needed packages of the lock
 * @param {Record<string, Entry>} installed the packages of npm's own note in node_modules
 */
export function isInstalled(needed, installed) {
  return Object.entries(needed).every(([path, { version, link, optional }]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return optional === true;
    return found.link === link && found.version === version;
  });
}

/**
 * Whether development dependencies are installed. They are then kept: npm would remove them if it was called with --omit=dev.
 * @param {Record<string, Entry>} installed
 */
const hasDevelopment = (installed) => Object.values(installed).some(({ dev }) => dev === true);

/**
 * @param {string} output of npm
 * @returns {string} why it failed, as a sentence with a space before it; empty when the output has no known reason
 */
export function explainNpmFailure(output) {
  const code = /\bnpm (?:error|ERR!) code (\w+)/.exec(output)?.[1] ?? '';
  if (['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENETUNREACH'].includes(code)) {
    return ' npm cannot reach the package registry. Check the network, and the proxy and registry in `npm config list`.';
  }
  if (code === 'ENOSPC') return ' The disk is full.';
  if (code === 'EACCES' || code === 'EPERM') return ' npm has no permission to write. Check the owner of node_modules.';
  return '';
}

// `npm run --silent` silences the npm inside as well, through the environment.
const quiet = ['--no-fund', '--no-audit', '--loglevel=notice'];

/** @param {string[]} args */
async function npm(args) {
  const npmScript = process.env.npm_execpath;
  const [command, before] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []];
  const { status, output } = await runLogged(command, [...before, ...args, ...quiet]);
  if (status !== 0) throw failure(`npm ${args[0]} failed with exit status ${status}.${explainNpmFailure(output)}`);
}

/**
 * Installs one package into a folder of its own, without running its scripts.
 * @param {string} name with its version
 * @param {string} folder created if it does not exist
 */
export async function installPackage(name, folder) {
  mkdirSync(folder, { recursive: true });
  await npm(['install', '--no-save', '--no-package-lock', '--ignore-scripts', `--prefix=${folder}`, name]);
}

/**
 * Installs the packages of package-lock.json into node_modules; does nothing if they are installed.
 * @param {string[]} all folders of every workspace
 * @param {{ folders: string[], tests: boolean }} wanted the workspaces that are needed; `tests`: with everything that tests need
 */
export async function setUpNpm(all, { folders, tests }) {
  const locked = readJson('package-lock.json')?.packages;
  const manifestOf = (/** @type {string} */ folder) => readJson(`${folder ? `${folder}/` : ''}package.json`);
  const agrees = locked && lockAgrees(locked, manifestOf, ['', ...all]);
  if (!locked || (!agrees && !process.env.CI)) {
    beginStep('Installing npm packages and updating package-lock.json, which is missing or out of date');
    return await npm(['install', '--include=dev']);
  }
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (agrees && isInstalled(tests ? locked : neededEntries(locked, folders), installed ?? {})) return;

  const everything = tests || hasDevelopment(installed ?? {});
  beginStep(`Installing npm packages${everything ? ', including those for tests' : ''} (usually less than a minute)`);
  const scope = everything
    ? ['--include=dev']
    : ['--omit=dev', '--include-workspace-root', ...folders.map((folder) => `--workspace=${folder}`)];
  // `npm ci` begins with an empty node_modules; `npm install --no-save` adds missing packages of the lock file.
  await npm(agrees && installed ? ['install', '--no-save', ...scope] : ['ci', ...scope]);
}
