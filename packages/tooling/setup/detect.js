import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ask } from './run.js';

/**
 * @param {string} command
 * @returns {boolean} whether the PATH has it
 */
export function hasCommand(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return statSync(join(folder, command)).isFile();
    } catch {
      return false;
    }
  });
}

/** @param {string} header */
const hasHeader = (header) =>
  ask('c++', ['-E', '-x', 'c++', '-o', '/dev/null', '-'], `#include <${header}>`) !== undefined;

/** @param {import('./requirements.js').Requirement} requirement */
function isMet({ commands, library, header }) {
  if (commands) return commands.some(hasCommand);
  if (library) return ask('pkg-config', ['--exists', library]) !== undefined;
  return header === undefined || hasHeader(header);
}

/**
 * Looks for the things themselves and not in a package database: what was built by hand counts too.
 * @param {import('./requirements.js').Requirement[]} requirements
 */
export const missing = (requirements) => requirements.filter((requirement) => !isMet(requirement));
