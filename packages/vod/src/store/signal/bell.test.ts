import { expect, test } from 'vitest';
import { Bell } from './bell.js';

const never = 1 << 30;

/** The names of the waits that are over, in their order. */
function watch(waits: Record<string, Promise<void>>): string[] {
  const over: string[] = [];
  for (const [name, wait] of Object.entries(waits)) void wait.then(() => over.push(name));
  return over;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a ring wakes the one that has waited longest, and none of another topic', async () => {
  const bell = new Bell(never);
  const [a, b, other] = [bell.listen('x'), bell.listen('x'), bell.listen('y')];
  const over = watch({ a: a.wait(), b: b.wait(), other: other.wait() });
  bell.ring('x');
  await settled();
  expect(over).toEqual(['a']);
  bell.ring('x');
  await settled();
  expect(over).toEqual(['a', 'b']);
  bell.close();
  await settled();
  expect(over).toEqual(['a', 'b', 'other']);
});

test('a ring before the wait is heard, once', async () => {
  const bell = new Bell(never);
  const ear = bell.listen('x');
  bell.ring('x');
  await ear.wait();
  const over = watch({ again: ear.wait() });
  await settled();
  expect(over).toEqual([]);
  bell.close();
});

test('a ring that nobody heard goes to the next', async () => {
  const bell = new Bell(never);
  const [gone, next] = [bell.listen('x'), bell.listen('x')];
  const over = watch({ next: next.wait() });
  bell.ring('x');
  gone.close();
  await settled();
  expect(over).toEqual(['next']);
  next.close();
});

test('it rings by itself, waits end by themselves, and a closed ear or bell makes nobody wait', async () => {
  const ticking = new Bell(5);
  const ear = ticking.listen('x');
  await ear.wait();
  ear.close();
  const bell = new Bell(never);
  const other = bell.listen('x');
  await other.wait(5);
  const over = watch({ closed: other.wait() });
  other.close();
  await settled();
  expect(over).toEqual(['closed']);
  await other.wait();
  bell.close();
  await bell.listen('x').wait();
});
