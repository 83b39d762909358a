/** What apt-get and sudo print, and the reason to show. @type {[RegExp, (found: RegExpExecArray) => string][]} */
const reasons = [
  [
    /sudo: (a password is required|a terminal is required|no tty present)/,
    () => 'sudo asks for a password, and there is no terminal to enter it.',
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
      `apt-get cannot find the package ${unknown ?? absent}. Check that /etc/apt names the distribution's own archive (on Ubuntu with universe).`,
  ],
  [
    /unmet dependencies|held broken packages/,
    () => 'other packages of this system conflict with the required packages.',
  ],
];

/**
 * @param {string} output of apt-get, in English
 * @returns {string | undefined} why it failed, as a sentence; undefined when the output has no known reason
 */
export function explainAptFailure(output) {
  for (const [pattern, reason] of reasons) {
    const found = pattern.exec(output);
    if (found) return reason(found);
  }
  return undefined;
}

/** Messages of apt-get and dpkg that another process holds a lock; none of them means that root is needed. */
const locked = [
  /Could not get lock (\S+?)\.?\s/,
  /\((\/[^\s)]*)\), is another process using it\?/,
  /(dpkg (?:frontend|database) lock) (?:is|was) locked by another process/,
];

/**
 * @param {string} output of apt-get, in English
 * @returns {string | undefined} which process holds which lock, if that is the reason
 */
export function lockHolder(output) {
  const lock = locked.map((pattern) => pattern.exec(output)).find((found) => found !== null)?.[1];
  if (lock === undefined) return undefined;
  const holder = /held by process (\d+) \(([^)]*)\)/.exec(output);
  return holder ? `${holder[2]} (process ${holder[1]}) holds ${lock}` : `another process holds ${lock}`;
}
