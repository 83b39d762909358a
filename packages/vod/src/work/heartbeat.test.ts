import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { withHeartbeat } from './heartbeat.js';

const counts = async (): Promise<boolean> => true;

test('stores the progress, and aborts an attempt that no longer counts', async () => {
  const store = vi
    .fn()
    .mockResolvedValueOnce(true)
    .mockRejectedValueOnce(new Error('no database'))
    .mockResolvedValue(false);
  await withHeartbeat({ stop: new AbortController().signal, store }, async ({ signal, setProgress }) => {
    setProgress(7);
    await vi.waitFor(() => expect(signal.aborted).toBe(true), 10_000);
  });
  expect(store.mock.calls).toEqual([[7], [7], [7]]);
}, 20_000);

test('aborts an attempt when the worker stops, also when it stopped before', async () => {
  const stop = new AbortController();
  await withHeartbeat({ stop: stop.signal, store: counts }, async ({ signal }) => {
    expect(signal.aborted).toBe(false);
    stop.abort();
    expect(signal.aborted).toBe(true);
  });
  await withHeartbeat({ stop: stop.signal, store: counts }, async ({ signal }) => {
    expect(signal.aborted).toBe(true);
  });
});

test('keeps nothing of an attempt that has ended, even if a listener stays on its signal', async () => {
  const stop = new AbortController();
  const ended: WeakRef<object>[] = [];
  for (let n = 0; n < 10; n++) {
    await withHeartbeat({ stop: stop.signal, store: counts }, async ({ signal }) => {
      const owned = { n };
      signal.addEventListener('abort', () => owned, { once: true });
      ended.push(new WeakRef(owned));
    });
  }
  setFlagsFromString('--expose-gc');
  await delay(10);
  runInNewContext('gc')();
  // The last attempt may still be on the stack.
  expect(ended.filter((attempt) => attempt.deref()).length).toBeLessThan(2);
});
