import { existsSync, readdirSync } from 'node:fs';
import { at } from '../setup/paths.js';
import { ask } from '../setup/run.js';

/** The version whose output decides: others format and warn differently. */
export const llvmVersion = 14;

/**
 * @param {string[]} folders relative to the root
 * @param {RegExp} name
 * @returns {string[]} paths relative to the root
 */
export function cxxFiles(folders, name = /\.(cc|h)$/) {
  return folders
    .filter((folder) => existsSync(at(folder)))
    .flatMap((folder) =>
      readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => name.test(file))
    .sort();
}

/**
 * @param {string} tool clang-format or clang-tidy
 * @returns {string | undefined} a note when the tool is not of the version that decides
 */
export function otherVersion(tool) {
  const version = /version (\d+)/.exec(ask(tool, ['--version']) ?? '')?.[1];
  return version === String(llvmVersion)
    ? undefined
    : `left out: this is ${tool} ${version}, and ${llvmVersion} decides`;
}
