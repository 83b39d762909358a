import { expect, test } from 'vitest';
import { apiError } from '../../wire/error/api-error.js';
import { SignInAttempts } from './attempts.js';

const fail = async (): Promise<never> => {
  throw apiError('AuthFailure.SignatureFailure', 'wrong');
};
const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'OK',
    ({ code, message }) => code ?? message,
  );

test('refuses an address after 20 failures, and accepts it again after 5 minutes', async () => {
  let now = 0;
  const attempts = new SignInAttempts(() => now);
  const codes: string[] = [];
  for (let n = 0; n < 21; n++) codes.push(await codeOf(attempts.try('a', fail)));
  expect(codes).toEqual([...Array(20).fill('AuthFailure.SignatureFailure'), 'RequestLimitExceeded']);
  expect(await codeOf(attempts.try('b', async () => {}))).toBe('OK');
  now = 299_000;
  await expect(attempts.try('a', async () => {})).rejects.toThrow('try again in 1 s');
  now = 300_000;
  expect(await codeOf(attempts.try('a', async () => {}))).toBe('OK');
});

test('does not count successes and faults of the service', async () => {
  const attempts = new SignInAttempts();
  for (let n = 0; n < 100; n++) {
    expect(await codeOf(attempts.try('a', async () => {}))).toBe('OK');
    expect(await codeOf(attempts.try('a', () => Promise.reject(new Error('no database'))))).toBe('no database');
  }
});

test('remembers a limited number of addresses', async () => {
  const attempts = new SignInAttempts();
  for (let n = 0; n < 20; n++) await codeOf(attempts.try('first', fail));
  for (let n = 0; n < 9_999; n++) await codeOf(attempts.try(`a${n}`, fail));
  expect(await codeOf(attempts.try('first', fail))).toBe('RequestLimitExceeded');
  await codeOf(attempts.try('more', fail));
  expect(await codeOf(attempts.try('first', fail))).toBe('AuthFailure.SignatureFailure');
});
