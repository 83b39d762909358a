import { type Stats, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { may, resolveRunAs } from './run-as.js';
import { closedFolder, isRoot, nobody } from './testing/harness.js';

const data = '/somewhere/postgres/data';
const ownedBy = (uid: number) => Object.assign(Object.create(statSync('/')) as Stats, { uid, gid: uid });

test.runIf(isRoot)('takes the given user, by name or number, when the service is root', () => {
  expect(resolveRunAs('nobody', undefined, data)).toMatchObject({ uid: nobody, changesUser: true });
  expect(resolveRunAs('4711', undefined, data)).toEqual({ uid: 4711, gid: 4711, changesUser: true });
  expect(resolveRunAs('4711:42', undefined, data)).toEqual({ uid: 4711, gid: 42, changesUser: true });
});

test.runIf(isRoot)('takes the owner of the data, or else postgres or nobody, when the service is root', () => {
  expect(resolveRunAs(undefined, ownedBy(4711), data)).toEqual({ uid: 4711, gid: 4711, changesUser: true });
  expect(resolveRunAs('', undefined, data).uid).toBeGreaterThan(0);
});

test.runIf(isRoot)('rejects unknown users, root, and users that do not own the data', () => {
  for (const user of ['no-such-user', '4294967295', '1:99999999999', '-1', '1:', 'root:root']) {
    expect(() => resolveRunAs(user, undefined, data)).toThrow(
      `CLIPLOOP_PG_USER is "${user}", and this machine has no such user. Use a name of a user, UID or UID:GID.`,
    );
  }
  expect(() => resolveRunAs('root', undefined, data)).toThrow(
    'CLIPLOOP_PG_USER is "root", but PostgreSQL cannot run as root. Use another user.',
  );
  expect(() => resolveRunAs('4711', ownedBy(4712), data)).toThrow(
    `${data} belongs to uid 4712, but PostgreSQL would run as uid 4711. Run "chown -R 4711:4711 ${data}", or set CLIPLOOP_PG_USER to another user.`,
  );
  expect(() => resolveRunAs('4711', ownedBy(0), data)).toThrow(`${data} belongs to uid 0`);
});

test.skipIf(isRoot)(
  'takes the user of the service, and requires that it owns the data, when the service is not root',
  () => {
    const uid = process.geteuid?.() ?? -1;
    expect(resolveRunAs('postgres', ownedBy(uid), data)).toEqual({ uid, gid: process.getegid?.(), changesUser: false });
    expect(() => resolveRunAs(undefined, ownedBy(uid + 1), data)).toThrow(
      `${data} belongs to uid ${uid + 1}, but this service`,
    );
  },
);

test.runIf(isRoot)('checks access with the permissions of the uid', () => {
  const runAs = { uid: nobody, gid: nobody, changesUser: true };
  const closed = closedFolder();
  expect(may(runAs, 'enter', '/tmp')).toBe(true);
  expect(may(runAs, 'enter', closed)).toBe(false);
  expect(may(runAs, 'enter', '/etc/passwd')).toBe(false);
  expect(may(runAs, 'read', '/etc/passwd')).toBe(true);
  expect(may(runAs, 'read', '/etc/shadow')).toBe(false);
  expect(may({ uid: 0, gid: 0, changesUser: false }, 'enter', closed)).toBe(true);
});
