import { type Stats, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { may, whoRuns } from './run-as.js';
import { closedFolder, isRoot, nobody } from './testing/harness.js';

const data = '/somewhere/postgres/data';
const ownedBy = (uid: number) => Object.assign(Object.create(statSync('/')) as Stats, { uid, gid: uid });

test.runIf(isRoot)('root becomes the user that is named, by name or number', () => {
  expect(whoRuns('nobody', undefined, data)).toMatchObject({ uid: nobody, drops: true });
  expect(whoRuns('4711', undefined, data)).toEqual({ uid: 4711, gid: 4711, drops: true });
  expect(whoRuns('4711:42', undefined, data)).toEqual({ uid: 4711, gid: 42, drops: true });
});

test.runIf(isRoot)('root becomes the owner of the data, or else postgres or nobody', () => {
  expect(whoRuns(undefined, ownedBy(4711), data)).toEqual({ uid: 4711, gid: 4711, drops: true });
  expect(whoRuns('', undefined, data).uid).toBeGreaterThan(0);
});

test.runIf(isRoot)('users that cannot be taken are refused', () => {
  expect(() => whoRuns('no-such-user', undefined, data)).toThrow('There is no user no-such-user (CLIPLOOP_PG_USER).');
  expect(() => whoRuns('root', undefined, data)).toThrow(
    'CLIPLOOP_PG_USER is root, but PostgreSQL does not run as root.',
  );
  expect(() => whoRuns('4711', ownedBy(4712), data)).toThrow(
    `${data} belongs to uid 4712, and PostgreSQL would run as uid 4711: give it away with "chown -R 4711:4711 ${data}", or name another user in CLIPLOOP_PG_USER.`,
  );
  expect(() => whoRuns('4711', ownedBy(0), data)).toThrow(`${data} belongs to uid 0`);
});

test.skipIf(isRoot)('who is not root runs it as himself, and only on his own data', () => {
  const uid = process.geteuid?.() ?? -1;
  expect(whoRuns('postgres', ownedBy(uid), data)).toEqual({ uid, gid: process.getegid?.(), drops: false });
  expect(() => whoRuns(undefined, ownedBy(uid + 1), data)).toThrow(
    `${data} belongs to uid ${uid + 1}, and this service`,
  );
});

test.runIf(isRoot)('the kernel says what the uid may do', () => {
  const runAs = { uid: nobody, gid: nobody, drops: true };
  const closed = closedFolder();
  expect(may(runAs, 'enter', '/tmp')).toBe(true);
  expect(may(runAs, 'enter', closed)).toBe(false);
  expect(may(runAs, 'enter', '/etc/passwd')).toBe(false);
  expect(may(runAs, 'read', '/etc/passwd')).toBe(true);
  expect(may(runAs, 'read', '/etc/shadow')).toBe(false);
  expect(may({ uid: 0, gid: 0, drops: false }, 'enter', closed)).toBe(true);
});
