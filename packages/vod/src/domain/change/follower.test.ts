import { expect, test } from 'vitest';
import type { Change } from './change.js';
import { Follower } from './follower.js';
import type { Position } from './position.js';

const position = '5:5:' as Position;
const task = (id: string, progress: number, kind: Change['kind'] = 'updated'): Change => ({
  ...{ noun: 'task', id, kind, subAppId: 1, status: 'PROCESSING', progress, fileId: null },
});

test('gives several changes of one object as one', async () => {
  const follower = new Follower({ wants: () => true });
  follower.push([task('a', 0, 'created'), task('b', 10), task('a', 20)]);
  follower.push([task('a', 30)]);
  follower.reach(position);
  expect(await follower.take(1_000)).toEqual({ changes: [task('b', 10), task('a', 30, 'created')], position });
  expect(await follower.take(1)).toEqual({ changes: [], position });
});

test('leaves out changes that the client does not want, and ends at one that ends it', async () => {
  const follower = new Follower({ wants: ({ id }) => id === 'a', ends: ({ id }) => id === 'end' });
  const waiting = follower.take(60_000);
  follower.push([task('a', 0), task('b', 0)]);
  follower.reach(position);
  expect((await waiting)?.changes).toEqual([task('a', 0)]);
  follower.push([task('a', 5), task('end', 0)]);
  expect(await follower.take(60_000)).toBeUndefined();
});

test('ends a client for which too many changes wait', async () => {
  const follower = new Follower({ wants: () => true, maxPending: 100 });
  for (let round = 0; round < 10; round++) follower.push(Array.from({ length: 100 }, (_, id) => task(`${id}`, round)));
  expect(follower.ended).toBe(false);
  follower.push([task('one more', 0)]);
  expect(follower.ended).toBe(true);
  expect(await follower.take(60_000)).toBeUndefined();
});
