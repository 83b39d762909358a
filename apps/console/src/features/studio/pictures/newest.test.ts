import { expect, test, vi } from 'vitest';
import { Newest } from './newest.ts';

function setup() {
  const started: {
    key: number;
    signal: AbortSignal;
    finish: (result: string) => void;
    fail: (error: Error) => void;
  }[] = [];
  const done = vi.fn();
  const failed = vi.fn();
  const newest = new Newest<number, string>(
    (key, signal) =>
      new Promise((finish, fail) => {
        signal.addEventListener('abort', () => fail(new Error('aborted')));
        started.push({ key, signal, finish, fail });
      }),
    done,
    failed,
  );
  return { newest, started, done, failed };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

test('runs one request, and then only the newest of those that wait', async () => {
  const { newest, started, done } = setup();
  for (const key of [1, 2, 3, 4]) newest.want(key);
  expect(started.map(({ key }) => key)).toEqual([1]);
  started[0]?.finish('one');
  await settle();
  expect(started.map(({ key }) => key)).toEqual([1, 4]);
  started[1]?.finish('four');
  await settle();
  expect(done.mock.calls).toEqual([
    [1, 'one'],
    [4, 'four'],
  ]);
});

test('does not repeat the request that runs', async () => {
  const { newest, started } = setup();
  newest.want(1);
  newest.want(1);
  newest.want(2);
  newest.want(1);
  started[0]?.finish('one');
  await settle();
  expect(started.length).toBe(1);
});

test('aborts a slow request when a newer one waits', async () => {
  const { newest, started, done, failed } = setup();
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  newest.want(1);
  now.mockReturnValue(1000);
  newest.want(2);
  expect(started[0]?.signal.aborted).toBe(true);
  now.mockRestore();
  await settle();
  expect(started.map(({ key }) => key)).toEqual([1, 2]);
  started[1]?.finish('two');
  await settle();
  expect(done.mock.calls).toEqual([[2, 'two']]);
  expect(failed).not.toHaveBeenCalled();
});

test('reports errors, and goes on', async () => {
  const { newest, started, failed } = setup();
  newest.want(1);
  newest.want(2);
  started[0]?.fail(new Error('broken'));
  await settle();
  expect(failed).toHaveBeenCalledWith(1, new Error('broken'));
  expect(started.length).toBe(2);
});

test('aborts what runs when it is closed, and starts nothing more', async () => {
  const { newest, started, done } = setup();
  newest.want(1);
  newest.want(2);
  newest.close();
  newest.want(3);
  await settle();
  expect(started.length).toBe(1);
  expect(started[0]?.signal.aborted).toBe(true);
  expect(done).not.toHaveBeenCalled();
});
