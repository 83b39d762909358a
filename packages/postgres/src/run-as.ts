import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, type Stats } from 'node:fs';
import { userInfo } from 'node:os';
import { databaseUrlAdvice, PostgresError } from './errors.js';

/** The user that runs PostgreSQL. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  /** True when the service is root: PostgreSQL refuses uid 0, so that its processes change to this uid. */
  readonly changesUser: boolean;
}

/**
 * Decides which user runs PostgreSQL: the user of the service; for root the given user, else the owner of existing data, else
 * `postgres` or `nobody`.
 * @param user name, `uid` or `uid:gid`; used only when the service is root
 * @param owner of the data, if there is any
 * @throws `OWNER`, `NO_USER`
 */
export function resolveRunAs(user: string | undefined, owner: Stats | undefined, data: string): RunAs {
  const uid = process.geteuid?.() ?? -1;
  if (uid !== 0) {
    if (owner && owner.uid !== uid) {
      throw new PostgresError(
        'OWNER',
        `${data} belongs to uid ${owner.uid}, but this service runs as uid ${uid}. Run it as the owner, or as root.`,
      );
    }
    return { uid, gid: process.getegid?.() ?? -1, changesUser: false };
  }
  const wanted = user === undefined || user === '' ? undefined : named(user);
  if (owner && owner.uid !== 0 && (!wanted || wanted.uid === owner.uid)) {
    return { uid: owner.uid, gid: wanted?.gid ?? owner.gid, changesUser: true };
  }
  const chosen = wanted ?? lookUp('postgres') ?? lookUp('nobody');
  if (!chosen) {
    throw new PostgresError(
      'NO_USER',
      `PostgreSQL cannot run as root, and no user postgres or nobody exists. Set CLIPLOOP_PG_USER, run the service as another user, ${databaseUrlAdvice}.`,
    );
  }
  if (owner) {
    throw new PostgresError(
      'OWNER',
      `${data} belongs to uid ${owner.uid}, but PostgreSQL would run as uid ${chosen.uid}. Run "chown -R ${chosen.uid}:${chosen.gid} ${data}", or set CLIPLOOP_PG_USER to another user.`,
    );
  }
  return { ...chosen, changesUser: true };
}

interface Ids {
  uid: number;
  gid: number;
}

function named(user: string): Ids {
  const found = /^\d+(:\d+)?$/.test(user) ? numbers(user) : lookUp(user);
  if (!found) {
    throw new PostgresError(
      'NO_USER',
      `CLIPLOOP_PG_USER is "${user}", and this machine has no such user. Use a name of a user, UID or UID:GID.`,
    );
  }
  if (found.uid === 0) {
    throw new PostgresError(
      'NO_USER',
      `CLIPLOOP_PG_USER is "${user}", but PostgreSQL cannot run as root. Use another user.`,
    );
  }
  return found;
}

/** The next number means: none. */
const MAX_ID = 2 ** 32 - 2;

function numbers(user: string): Ids | undefined {
  const [uid, gid] = user.split(':').map(Number) as [number, number | undefined];
  return Math.max(uid, gid ?? 0) <= MAX_ID ? { uid, gid: gid ?? uid } : undefined;
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

/** Users that are not in /etc/passwd (LDAP, systemd). */
function fromDirectory(name: string): string {
  try {
    return execFileSync('getent', ['passwd', '--', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/** Login name of the service; undefined for a uid without one, as in some containers. */
export function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** Options for `spawn`. */
export function asUser(runAs: RunAs): { uid?: number; gid?: number } {
  return runAs.changesUser ? { uid: runAs.uid, gid: runAs.gid } : {};
}

/** Whether the uid can enter a folder or read a file. Tried in a process with that uid, because of ACLs and mount options. */
export function may(runAs: RunAs, what: 'enter' | 'read', path: string): boolean {
  if (runAs.changesUser) {
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
