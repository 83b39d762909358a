import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { capture } from './run.js';

/**
 * @param {string} command
 * @returns {string | undefined} its path; undefined when it is not on the PATH
 */
export function findCommand(command) {
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, command));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}

/** @param {string} command */
export const hasCommand = (command) => findCommand(command) !== undefined;

/** @param {string} header */
const hasHeader = (header) =>
  capture('c++', ['-E', '-x', 'c++', '-o', '/dev/null', '-'], `#include <${header}>`) !== undefined;

/** @param {string} runtime such as fuzzer */
function hasRuntime(runtime) {
  const folder = capture('clang++', ['-print-runtime-dir']);
  // Older versions of clang print the folder of another layout than the one that they use.
  const folders = folder === undefined ? [] : [folder, join(folder, '../linux')];
  return folders.some((each) => {
    try {
      return readdirSync(each).some((name) => name.includes(`clang_rt.${runtime}`));
    } catch {
      return false;
    }
  });
}

/** @param {import('./requirements.js').Requirement} requirement */
function isMet({ commands, library, header, runtime }) {
  if (commands) return commands.some(hasCommand);
  if (library) return capture('pkg-config', ['--exists', library]) !== undefined;
  if (runtime) return hasRuntime(runtime);
  return header === undefined || hasHeader(header);
}

/**
 * Looks for files, not for packages, so that manually built programs and libraries count too.
 * @param {import('./requirements.js').Requirement[]} requirements
 */
export const missing = (requirements) => requirements.filter((requirement) => !isMet(requirement));
