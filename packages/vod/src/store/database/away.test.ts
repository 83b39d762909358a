import { expect, test } from 'vitest';
import { isAway } from './away.js';

function failure(message: string, fields: object): Error {
  return Object.assign(new Error(message), fields);
}

test.each<[boolean, Error]>([
  [true, failure('connect ECONNREFUSED /run/.s.PGSQL.5432', { code: 'ECONNREFUSED' })],
  [true, failure('connect ENOENT /run/.s.PGSQL.5432', { code: 'ENOENT', syscall: 'connect' })],
  [true, failure('terminating connection due to unexpected postmaster exit', { code: '57P01' })],
  [true, failure('the database system is starting up', { code: '57P03' })],
  [true, new Error('Connection terminated unexpectedly')],
  [true, new Error('Client has encountered a connection error and is not queryable')],
  [false, failure("ENOENT: no such file or directory, open 'secret.key'", { code: 'ENOENT', syscall: 'open' })],
  [false, failure('password authentication failed for user "a"', { code: '28P01' })],
  [false, new Error('anything else')],
])('returns %s for: %s', (away, error) => {
  expect(isAway(error)).toBe(away);
});
