import { expect, test } from 'vitest';
import type { PictureMaker } from './maker.js';
import { Previews } from './preview.js';

test('ends an older preview of the same name, but neither an equal one nor one of another name', () => {
  const previews = new Previews({} as PictureMaker);
  const { signal } = new AbortController();
  const first = previews.begin('a', 'one', signal);
  const equal = previews.begin('a', 'one', signal);
  const other = previews.begin('b', 'two', signal);
  first.end();
  expect([equal.signal.aborted, other.signal.aborted]).toEqual([false, false]);
  const newer = previews.begin('a', 'two', signal);
  expect([equal.signal.aborted, newer.signal.aborted, other.signal.aborted]).toEqual([true, false, false]);
  equal.end();
  expect(previews.begin('a', 'three', signal).signal.aborted).toBe(false);
  expect(newer.signal.aborted).toBe(true);
});

test('ends no preview for a client that has gone already', () => {
  const previews = new Previews({} as PictureMaker);
  const running = previews.begin('a', 'one', new AbortController().signal);
  expect(previews.begin('a', 'two', AbortSignal.abort()).signal.aborted).toBe(true);
  expect(running.signal.aborted).toBe(false);
});
