import { expect, test } from 'vitest';
import type { CliploopError } from '../errors.js';
import { BytesFeed } from './bytes-feed.js';

const PIECE = 256 * 1024;

function attached(feed: BytesFeed, room: () => boolean) {
  const pushed: { offset: number; bytes: number | null }[] = [];
  const failures: CliploopError[] = [];
  feed.attach({
    push: (offset, chunk) => {
      pushed.push({ offset, bytes: chunk === null ? null : chunk.length });
      return room();
    },
    fail: (error) => failures.push(error),
  });
  return { pushed, failures };
}

test('supplies the bytes from any offset to the end', () => {
  const feed = new BytesFeed(new Uint8Array(PIECE + 10));
  const { pushed } = attached(feed, () => true);
  feed.read(5);
  expect(pushed).toEqual([
    { offset: 5, bytes: PIECE },
    { offset: 5, bytes: 5 },
    { offset: 5, bytes: null },
  ]);
  pushed.length = 0;
  feed.read(PIECE + 10);
  expect(pushed).toEqual([{ offset: PIECE + 10, bytes: null }]);
});

test('waits for drain(), and stops on close', () => {
  const feed = new BytesFeed(new Uint8Array(3 * PIECE));
  const { pushed } = attached(feed, () => false);
  feed.read(0);
  expect(pushed).toHaveLength(1);
  feed.drain();
  expect(pushed).toHaveLength(2);
  feed.close();
  feed.drain();
  expect(pushed).toHaveLength(2);
});

test('fails without a crash when the bytes are transferred during the job', () => {
  const bytes = new Uint8Array(3 * PIECE);
  const feed = new BytesFeed(bytes);
  const { failures } = attached(feed, () => false);
  feed.read(0);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  feed.drain();
  expect(failures).toMatchObject([
    { code: 'INPUT_UNREADABLE', detail: 'the bytes were transferred or resized during the job' },
  ]);
});
