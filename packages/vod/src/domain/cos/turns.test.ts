import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.js';

test('runs tasks of one key one after another, also after errors, and tasks of other keys at once', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await delay(10);
    log.push(`${name} ends`);
    if (name === 'first') throw new Error(name);
    return name;
  };
  const first = turns.take('a', work('first'));
  const second = turns.take('a', work('second'));
  const other = turns.take('b', work('other'));
  await expect(first).rejects.toThrow('first');
  expect(await second).toBe('second');
  expect(await other).toBe('other');
  expect(log.indexOf('second begins')).toBeGreaterThan(log.indexOf('first ends'));
  expect(log.indexOf('other begins')).toBeLessThan(log.indexOf('first ends'));
  expect(await turns.take('a', work('third'))).toBe('third');
});
