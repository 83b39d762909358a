/** What apt-get and sudo print, and what to tell the reader. @type {[RegExp, (found: RegExpExecArray) => string][]} */
const reasons = [
  [
    /sudo: (a password is required|a terminal is required|no tty present)/,
    () => 'sudo asks for a password, and there is no terminal to type it at.',
  ],
  [/sudo: \d+ incorrect password attempt/, () => 'sudo did not accept the password.'],
  [
    /(is not in the sudoers file|is not allowed to (execute|run)|may not run sudo)/,
    () => 'this user may not use sudo.',
  ],
  [/dpkg was interrupted/, () => 'an earlier installation was interrupted. Run first: sudo dpkg --configure -a'],
  [/(No space left on device|enough free space)/, () => 'the disk is full.'],
  [
    /(?:Temporary failure resolving|Could not resolve|Could not connect to|Unable to connect to|Cannot initiate the connection to) '?([^\s':]+)/,
    ([, host]) => `apt-get cannot reach ${host}. Check the network, a proxy, and the mirrors in /etc/apt.`,
  ],
  [
    /Unable to fetch some archives|Failed to fetch (\S+)/,
    ([, url]) =>
      `apt-get cannot download ${url ?? 'some packages'}. Check the network, a proxy, and the mirrors in /etc/apt.`,
  ],
  [
    /Unable to locate package (\S+)|Package '?(\S+?)'? has no installation candidate/,
    ([, unknown, absent]) =>
      `apt-get finds no package ${unknown ?? absent}. Check that /etc/apt names the distribution's own archive (on Ubuntu with universe).`,
  ],
  [/unmet dependencies|held broken packages/, () => 'other packages of this system conflict with what is needed.'],
];

/**
 * @param {string} output of apt-get, in English
 * @returns {string | undefined} why it failed, as a sentence; undefined when the output says nothing known
 */
export function explainAptFailure(output) {
  for (const [pattern, reason] of reasons) {
    const found = pattern.exec(output);
    if (found) return reason(found);
  }
  return undefined;
}

/**
 * @param {string} output of apt-get, in English
 * @returns {string | undefined} who holds which lock, when that is why it failed
 */
export function lockHolder(output) {
  const lock =
    /(?:Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock (?:the )?\w+ directory) \(?([^\s()]+?)\)?[.,]?(?:\s|$)/.exec(
      output,
    );
  if (!lock) return undefined;
  const process = /held by process (\d+) \(([^)]*)\)/.exec(output);
  return process ? `${process[2]} (process ${process[1]}) holds ${lock[1]}` : `another process holds ${lock[1]}`;
}
