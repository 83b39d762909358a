import { describe, expect, it } from 'vitest';
import { explainAptFailure, lockHolder } from './apt-failure.js';

describe('lockHolder', () => {
  it.each([
    [
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 811 (unattended-upgr)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n',
      'unattended-upgr (process 811) holds /var/lib/dpkg/lock-frontend',
    ],
    [
      'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 12 (apt-get)\nE: Unable to lock directory /var/lib/apt/lists/\n',
      'apt-get (process 12) holds /var/lib/apt/lists/lock',
    ],
    [
      'E: Could not get lock /var/cache/apt/archives/lock - open (11: Resource temporarily unavailable)\n',
      'another process holds /var/cache/apt/archives/lock',
    ],
    [
      'E: Unable to lock the administration directory (/var/lib/dpkg/), is another process using it?\n',
      'another process holds /var/lib/dpkg/',
    ],
    [
      'dpkg: error: dpkg frontend lock was locked by another process with pid 33\n',
      'another process holds dpkg frontend lock',
    ],
  ])('names the lock and its holder in %j', (output, holder) => {
    expect(lockHolder(output)).toBe(holder);
  });

  it.each([
    'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n',
    'E: Unable to locate package no-such-package\n',
    '',
  ])('does not read %j as a lock', (output) => {
    expect(lockHolder(output)).toBeUndefined();
  });
});

describe('explainAptFailure', () => {
  it.each([
    ['sudo: a password is required\n', 'sudo asks for a password, and there is no terminal to enter it.'],
    ['sudo: 3 incorrect password attempts\n', 'sudo did not accept the password.'],
    ['ann is not in the sudoers file.\n', 'this user may not use sudo.'],
    [
      'E: dpkg was interrupted, you must manually run …\n',
      'an earlier installation was interrupted. Run first: sudo dpkg --configure -a',
    ],
    ["E: You don't have enough free space in /var/cache/apt/archives/.\n", 'the disk is full.'],
    [
      "W: Failed to fetch http://mirror.example.org/debian/dists/bookworm/InRelease  Temporary failure resolving 'mirror.example.org'\nE: Unable to locate package cmake\n",
      'apt-get cannot reach mirror.example.org. Check the network, a proxy, and the mirrors in /etc/apt.',
    ],
    [
      'E: Failed to fetch http://mirror.test/pool/c/cmake.deb  404  Not Found\n',
      'apt-get cannot download http://mirror.test/pool/c/cmake.deb. Check the network, a proxy, and the mirrors in /etc/apt.',
    ],
    [
      'E: Unable to locate package cmake\n',
      "apt-get cannot find the package cmake. Check that /etc/apt names the distribution's own archive (on Ubuntu with universe).",
    ],
    [
      "E: Package 'cmake' has no installation candidate\n",
      "apt-get cannot find the package cmake. Check that /etc/apt names the distribution's own archive (on Ubuntu with universe).",
    ],
    [
      'E: Unable to correct problems, you have held broken packages.\n',
      'other packages of this system conflict with the required packages.',
    ],
  ])('explains %j', (output, reason) => {
    expect(explainAptFailure(output)).toBe(reason);
  });

  it('has no reason for unknown output', () => {
    expect(explainAptFailure('E: Something else\n')).toBeUndefined();
  });
});
