import { expect, test } from 'vitest';
import { Notifier } from './notifier.js';

const never = 1 << 30;

/** Names of the waits that have ended, in order. */
function watch(waits: Record<string, Promise<void>>): string[] {
  const over: string[] = [];
  for (const [name, wait] of Object.entries(waits)) void wait.then(() => over.push(name));
  return over;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('wakes the subscriber of the topic that has waited longest', async () => {
  const notifier = new Notifier(never);
  const [a, b, other] = [notifier.subscribe('x'), notifier.subscribe('x'), notifier.subscribe('y')];
  const over = watch({ a: a.wait(), b: b.wait(), other: other.wait() });
  notifier.notify('x');
  await settled();
  expect(over).toEqual(['a']);
  notifier.notify('x');
  await settled();
  expect(over).toEqual(['a', 'b']);
  notifier.close();
  await settled();
  expect(over).toEqual(['a', 'b', 'other']);
});

test('ends one later wait with a notification that came before it', async () => {
  const notifier = new Notifier(never);
  const subscription = notifier.subscribe('x');
  notifier.notify('x');
  await subscription.wait();
  const over = watch({ again: subscription.wait() });
  await settled();
  expect(over).toEqual([]);
  notifier.close();
});

test('gives an unused notification of a closed subscription to the next', async () => {
  const notifier = new Notifier(never);
  const [gone, next] = [notifier.subscribe('x'), notifier.subscribe('x')];
  const over = watch({ next: next.wait() });
  notifier.notify('x');
  gone.close();
  await settled();
  expect(over).toEqual(['next']);
  next.close();
});

test('notifies at intervals, and ends waits after their time limit and when it is closed', async () => {
  const ticking = new Notifier(5);
  const subscription = ticking.subscribe('x');
  await subscription.wait();
  subscription.close();
  const notifier = new Notifier(never);
  const other = notifier.subscribe('x');
  await other.wait(5);
  const over = watch({ closed: other.wait() });
  other.close();
  await settled();
  expect(over).toEqual(['closed']);
  await other.wait();
  notifier.close();
  await notifier.subscribe('x').wait();
});
