import { existsSync, readdirSync } from 'node:fs';
import { at } from '../setup/paths.js';
import { capture } from '../setup/run.js';

/** The version of LLVM that the project uses: others format and warn differently. */
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
 * @returns {string | undefined} why the tool cannot be used: it is not installed, or has another version
 */
export function versionNote(tool) {
  const version = /version (\d+)/.exec(capture(tool, ['--version']) ?? '')?.[1];
  if (version === String(llvmVersion)) return undefined;
  return version === undefined
    ? `skipped: ${tool} is not installed`
    : `skipped: the project uses ${tool} ${llvmVersion}, and version ${version} is installed`;
}
