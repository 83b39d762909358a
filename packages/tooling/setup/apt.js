import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { explainAptFailure, lockHolder } from './apt-failure.js';
import { print } from './cli.js';
import { log } from './log.js';
import { beginStep, failure, runLogged } from './step.js';
import { rootPrefix } from './sudo.js';

const lockLimitMinutes = 10;
const lockPollMs = 2000;

function hasPackageLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}

/**
 * Runs apt-get. While another process holds one of apt's locks, prints one line and tries again. apt's own
 * `DPkg::Lock::Timeout` waits only for dpkg's lock, not for the locks of the package lists and of downloads.
 * @param {(args: string[]) => Promise<{ status: number, output: string }>} aptGet
 * @param {string[]} args
 * @param {{ limitMs?: number, pollMs?: number, announce?: (line: string) => void }} [options] time limit, time between two tries,
 *   and a function that prints the line
 */
export async function aptGetWaiting(aptGet, args, options = {}) {
  const { limitMs = lockLimitMinutes * 60_000, pollMs = lockPollMs, announce = print } = options;
  const deadline = performance.now() + limitMs;
  for (let announced = false; ; announced = true) {
    const done = await aptGet(args);
    const holder = done.status === 0 ? undefined : lockHolder(done.output);
    if (holder === undefined) return done;
    const limit = `${limitMs / 60_000} minutes`;
    if (performance.now() >= deadline) {
      throw failure(`${holder}, and did not release it within ${limit}. Try again when it has ended.`);
    }
    if (!announced) announce(`Waiting for apt: ${holder} (giving up after ${limit})`);
    await setTimeout(pollMs);
  }
}

/** @param {string[]} names of packages */
export async function aptInstall(names) {
  const shown = `apt-get install --no-install-recommends ${names.join(' ')}`;
  const [command, ...words] = [
    ...(await rootPrefix(shown)),
    ...['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C.UTF-8', 'apt-get', '-q', '-o', 'Dpkg::Use-Pty=0'],
  ];
  const aptGet = (/** @type {string[]} */ args) =>
    runLogged(command, [...words, ...args], { input: command === 'sudo' });
  let announced = false;
  const announce = (/** @type {string} */ line) => {
    if (!announced) print(line);
    announced = true;
  };
  const update = () => aptGetWaiting(aptGet, ['update'], { announce });
  const install = () => aptGetWaiting(aptGet, ['install', '-y', '--no-install-recommends', ...names], { announce });

  const by = command === 'sudo' ? 'sudo apt-get' : 'apt-get';
  beginStep(`Installing system packages with ${by} (usually 1 to 3 minutes): ${names.join(' ')}`);
  const listed = hasPackageLists();
  let updated = listed ? undefined : await update();
  let done = await install();
  if (done.status !== 0 && listed) {
    log.write('The package lists may be old: updating them, then trying once more.\n');
    updated = await update();
    done = await install();
  }
  if (done.status === 0) return;
  // The reason that a package is not found may be in the output of update, which succeeds when a mirror cannot be reached.
  const isUnknown = /Unable to locate package|no installation candidate/.test(done.output);
  const reason = explainAptFailure(isUnknown ? `${updated?.output ?? ''}\n${done.output}` : done.output);
  throw failure(
    `${reason ?? `apt-get failed with exit status ${done.status}.`} To install them by hand:\n  sudo ${shown}`,
  );
}
