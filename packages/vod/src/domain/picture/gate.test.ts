import { expect, test } from 'vitest';
import { Gate } from './gate.js';

test('refuses the 81st request of an application, and none of others', async () => {
  const gate = new Gate();
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const open = Array.from({ length: 80 }, () => gate.run(1, () => ended));
  await expect(gate.run(1, async () => 1)).rejects.toMatchObject({ code: 'RequestLimitExceeded' });
  expect(await gate.run(2, async () => 2)).toBe(2);
  end();
  await Promise.all(open);
  expect(await gate.run(1, async () => 1)).toBe(1);
});

test('counts requests that failed no longer', async () => {
  const gate = new Gate();
  const fail = () => gate.run(1, () => Promise.reject(new Error('no')));
  for (let n = 0; n < 100; n++) await expect(fail()).rejects.toThrow('no');
});
