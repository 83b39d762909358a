import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, type Stats } from 'node:fs';
import { userInfo } from 'node:os';
import { otherwise, PostgresError } from './errors.js';

/** Whom PostgreSQL runs as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  /** True when the service is root: PostgreSQL refuses uid 0, so its processes change to this uid. */
  readonly drops: boolean;
}

/**
 * Without `user`, data that are there go on with their owner, so that a user that appears or goes later changes nothing.
 * @param user name, `uid` or `uid:gid`; only looked at when the service is root
 * @param owner of the data, when there are any
 */
export function whoRuns(user: string | undefined, owner: Stats | undefined, data: string): RunAs {
  const uid = process.geteuid?.() ?? -1;
  if (uid !== 0) {
    if (owner && owner.uid !== uid) {
      throw new PostgresError(
        'OWNER',
        `${data} belongs to uid ${owner.uid}, and this service is uid ${uid}: run it as that user, or as root.`,
      );
    }
    return { uid, gid: process.getegid?.() ?? -1, drops: false };
  }
  const wanted = user === undefined || user === '' ? undefined : named(user);
  if (owner && owner.uid !== 0 && (!wanted || wanted.uid === owner.uid)) {
    return { uid: owner.uid, gid: wanted?.gid ?? owner.gid, drops: true };
  }
  const chosen = wanted ?? lookUp('postgres') ?? lookUp('nobody');
  if (!chosen) {
    throw new PostgresError(
      'NO_USER',
      `PostgreSQL does not run as root, and there is no user postgres or nobody: name one in CLIPLOOP_PG_USER, run the service as another user, ${otherwise}.`,
    );
  }
  if (owner) {
    throw new PostgresError(
      'OWNER',
      `${data} belongs to uid ${owner.uid}, and PostgreSQL would run as uid ${chosen.uid}: give it away with "chown -R ${chosen.uid}:${chosen.gid} ${data}", or name another user in CLIPLOOP_PG_USER.`,
    );
  }
  return { ...chosen, drops: true };
}

interface Ids {
  uid: number;
  gid: number;
}

function named(user: string): Ids {
  const found = /^\d+(:\d+)?$/.test(user) ? numbers(user) : lookUp(user);
  if (!found) {
    throw new PostgresError('NO_USER', `There is no user ${user} (CLIPLOOP_PG_USER).`);
  }
  if (found.uid === 0) {
    throw new PostgresError('NO_USER', `CLIPLOOP_PG_USER is ${user}, but PostgreSQL does not run as root.`);
  }
  return found;
}

function numbers(user: string): Ids {
  const [uid, gid] = user.split(':').map(Number) as [number, number | undefined];
  return { uid, gid: gid ?? uid };
}

function lookUp(name: string): Ids | undefined {
  return entry(name, readFileSync('/etc/passwd', 'utf8')) ?? entry(name, fromDirectory(name));
}

function entry(name: string, passwd: string): Ids | undefined {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((line) => line[0] === name);
  return fields?.[2] && fields[3] ? { uid: Number(fields[2]), gid: Number(fields[3]) } : undefined;
}

/** Users that live elsewhere than in the file (LDAP, systemd). */
function fromDirectory(name: string): string {
  try {
    return execFileSync('getent', ['passwd', '--', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/** The login name of the service itself; undefined for a uid without one, as containers may have. */
export function ownName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** Options of `spawn`. */
export function asUser(runAs: RunAs): { uid?: number; gid?: number } {
  return runAs.drops ? { uid: runAs.uid, gid: runAs.gid } : {};
}

/** Whether the uid may enter the folder or read the file. The kernel is asked: only it knows all about ACLs and mounts. */
export function may(runAs: RunAs, what: 'enter' | 'read', path: string): boolean {
  if (runAs.drops) {
    const options = { ...asUser(runAs), cwd: '/', stdio: 'ignore' } as const;
    const test = what === 'enter' ? 'test -d "$1" && test -x "$1"' : 'test -r "$1"';
    return spawnSync('/bin/sh', ['-c', test, 'sh', path], options).status === 0;
  }
  try {
    accessSync(what === 'enter' ? `${path}/.` : path, what === 'enter' ? constants.X_OK : constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
