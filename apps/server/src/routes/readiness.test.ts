import { expect, test } from 'vitest';
import { Readiness } from './readiness.js';

test('is ready while the database answers and the other checks pass', async () => {
  const ok = { ready: true, status: 'ok' };
  expect(await new Readiness(async () => {}).check()).toEqual(ok);
  expect(await new Readiness(async () => {}, [async () => undefined]).check()).toEqual(ok);
  expect(await new Readiness(async () => {}, [async () => 'disk full']).check()).toEqual({
    ready: false,
    status: 'disk full',
  });
});

test('is not ready without the database, or when the service is going to stop', async () => {
  const readiness = new Readiness(() => Promise.reject(new Error('no answer')));
  expect(await readiness.check()).toEqual({ ready: false, status: 'no database' });
  readiness.stop();
  expect(await readiness.check()).toEqual({ ready: false, status: 'stopping' });
});

test('pings the database once for any number of checks', async () => {
  let pings = 0;
  const readiness = new Readiness(async () => {
    pings++;
  });
  await Promise.all(Array.from({ length: 100 }, () => readiness.check()));
  expect(pings).toBe(1);
});
