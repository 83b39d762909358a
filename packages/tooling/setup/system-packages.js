import { readFileSync } from 'node:fs';
import { aptInstall } from './apt.js';
import { hasCommand, missing } from './detect.js';
import { installHint, packagesFor } from './install-hint.js';
import { SetupError } from './user-error.js';

/** @typedef {import('./requirements.js').Requirement} Requirement */

/** @returns {string} such as `debian` or `ubuntu`; empty when the system does not say */
function distribution() {
  try {
    return /^ID="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

/** @param {Requirement[]} lacking */
const list = (lacking) => lacking.map(({ what }) => what).join(', ');

/**
 * Installs what the system lacks, through apt; without apt, lists the packages to install.
 * @param {Requirement[]} requirements
 */
export async function setUpSystem(requirements) {
  const lacking = missing(requirements);
  if (lacking.length === 0) return;
  if (!hasCommand('apt-get')) {
    throw new SetupError(`missing: ${list(lacking)}. Install with the line for your system:\n${installHint(lacking)}`);
  }
  await aptInstall(packagesFor(lacking, [distribution(), 'apt']));
  const still = missing(requirements);
  if (still.length > 0) throw new SetupError(`apt-get succeeded, but these are still missing: ${list(still)}.`);
}
