import { readdirSync, readFileSync } from 'node:fs';
import { installHint, packagesFor } from './install-hint.js';
import { hasCommand, missing } from './missing.js';
import { run } from './run.js';
import { SetupError, say } from './say.js';

/** @typedef {import('./requirements.js').Requirement} Requirement */

/** @returns {string} such as `debian` or `ubuntu`; empty when the system does not say */
function distribution() {
  try {
    return /^ID="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

function hasPackageLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}

/** @param {Requirement[]} lacking */
const list = (lacking) => lacking.map(({ what }) => what).join(', ');

/**
 * @param {string} command what an administrator would run
 * @returns {string[]} the words that go before apt-get
 */
function prefix(command) {
  const env = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if (process.getuid?.() === 0) return env;
  if (!hasCommand('sudo')) {
    throw new SetupError(
      `installing needs root or sudo, and here is neither. Ask an administrator to run:\n  ${command}`,
    );
  }
  return process.stdin.isTTY && !process.env.CI ? ['sudo', ...env] : ['sudo', '-n', ...env];
}

/** @param {Requirement[]} lacking */
async function aptInstall(lacking) {
  const names = packagesFor(lacking, [distribution(), 'apt']);
  const shown = `apt-get install --no-install-recommends ${names.join(' ')}`;
  say(`missing: ${list(lacking)}`);
  const [command, ...words] = prefix(shown);
  say(`installing system packages (minutes, the first time): ${command === 'sudo' ? 'sudo ' : ''}${shown}`);

  const apt = (/** @type {string[]} */ ...args) =>
    run(command, [...words, 'apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0', ...args], {
      output: 'capture',
      input: command === 'sudo',
    });
  const install = () => apt('install', '-y', '--no-install-recommends', ...names);
  const listed = hasPackageLists();
  if (!listed) await apt('update');
  let done = await install();
  if (done.status !== 0 && listed) {
    say('that failed; the package lists may be old: updating them and trying once more');
    await apt('update');
    done = await install();
  }
  if (done.status === 0) return;
  process.stderr.write(done.output);
  throw new SetupError(`apt-get ended with status ${done.status}; its reason stands above.`);
}

/**
 * Brings what the system lacks, through apt; where there is no apt, says what to install.
 * @param {Requirement[]} requirements
 */
export async function setUpSystem(requirements) {
  const lacking = missing(requirements);
  if (lacking.length === 0) return;
  if (!hasCommand('apt-get')) {
    throw new SetupError(`missing: ${list(lacking)}. Install with the line for your system:\n${installHint(lacking)}`);
  }
  await aptInstall(lacking);
  const still = missing(requirements);
  if (still.length > 0) throw new SetupError(`apt-get succeeded, yet these are not found: ${list(still)}.`);
}
