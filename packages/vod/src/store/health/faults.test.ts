import { expect, test } from 'vitest';
import { faultOf } from './faults.js';

const error = (code: string, syscall?: string): Error => Object.assign(new Error(code), { code, syscall });

test.each([
  ['ENOSPC', 'disk full'],
  ['EDQUOT', 'disk full'],
  ['EROFS', 'read-only folder'],
  ['EACCES', 'read-only folder'],
  ['53100', 'database full'],
  ['53200', 'database memory'],
  ['25006', 'database read-only'],
])('recognizes %s, also as a cause', (code, fault) => {
  expect(faultOf(error(code, 'write'))).toBe(fault);
  expect(faultOf(new Error('failed', { cause: error(code, 'write') }))).toBe(fault);
});

test.each([error('EACCES', 'connect'), error('ENOENT', 'open'), error('23505'), new Error('x'), 'x', undefined])(
  'leaves %s alone',
  (other) => {
    expect(faultOf(other)).toBeUndefined();
  },
);
