import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { CliploopError } from '../errors.js';
import { until } from '../testing/fake-binding.js';
import { RangeFeed } from './range-feed.js';
import type { RangeReader } from './types.js';

const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

class TestPort {
  readonly pushed = new Map<number, Buffer>();
  readonly ended = new Set<number>();
  full = false;
  failure: CliploopError | undefined;

  push(offset: number, chunk: Uint8Array | null): boolean {
    if (chunk === null) this.ended.add(offset);
    else this.pushed.set(offset, Buffer.concat([this.pushed.get(offset) ?? Buffer.alloc(0), chunk]));
    return !this.full;
  }

  fail(error: CliploopError): void {
    this.failure = error;
  }
}

function feedOf(reader: RangeReader): { feed: RangeFeed; port: TestPort } {
  const port = new TestPort();
  const feed = new RangeFeed(reader);
  feed.attach(port);
  return { feed, port };
}

// Emits chunks of 100 bytes, and an error after `breakAfter` chunks.
function pieces(from: number, breakAfter = Number.POSITIVE_INFINITY): Readable {
  return Readable.from(
    (async function* () {
      for (let at = from, count = 0; at < bytes.length; at += 100, count++) {
        if (count === breakAfter) throw new Error('connection lost');
        yield bytes.subarray(at, at + 100);
      }
    })(),
    { objectMode: false },
  );
}

test('reads from any offset to the end', async () => {
  const { feed, port } = feedOf({ size: 1000, open: async (offset) => pieces(offset) });
  feed.read(250);
  await until(() => port.ended.has(250));
  expect(port.pushed.get(250)).toEqual(bytes.subarray(250));
  feed.read(1000);
  await until(() => port.ended.has(1000));
  expect(port.pushed.has(1000)).toBe(false);
});

test('aborts the current stream on a read from another offset', async () => {
  const opened: { stream: Readable; signal: AbortSignal }[] = [];
  const { feed, port } = feedOf({
    size: 1000,
    open(offset, signal) {
      const stream = offset === 0 ? new Readable({ read: () => undefined }) : pieces(offset);
      opened.push({ stream, signal });
      return stream;
    },
  });
  feed.read(0);
  await until(() => opened.length === 1);
  feed.read(500);
  await until(() => port.ended.has(500));
  expect(opened[0]?.signal.aborted).toBe(true);
  expect(opened[0]?.stream.destroyed).toBe(true);
  expect(port.failure).toBeUndefined();
});

test('waits until the engine can take more bytes', async () => {
  const { feed, port } = feedOf({ size: 1000, open: (offset) => pieces(offset) });
  port.full = true;
  feed.read(0);
  await until(() => port.pushed.has(0));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(port.pushed.get(0)).toHaveLength(100);
  port.full = false;
  feed.drain();
  await until(() => port.ended.has(0));
  expect(port.pushed.get(0)).toEqual(bytes);
});

test('resumes a failed stream up to three times', async () => {
  const offsets: number[] = [];
  const reader = (breaks: number): RangeReader => ({
    size: 1000,
    open(offset) {
      offsets.push(offset);
      return pieces(offset, offsets.length <= breaks ? 2 : undefined);
    },
  });
  const healed = feedOf(reader(3));
  healed.feed.read(0);
  await until(() => healed.port.ended.has(0));
  expect(healed.port.pushed.get(0)).toEqual(bytes);
  expect(offsets).toEqual([0, 200, 400, 600]);

  offsets.length = 0;
  const broken = feedOf(reader(4));
  broken.feed.read(0);
  await until(() => broken.port.failure !== undefined);
  expect(broken.port.failure).toMatchObject({
    code: 'INPUT_NETWORK',
    retryable: true,
    detail: 'connection lost (at byte 800)',
  });
});

test('reads a range that arrives in parts', async () => {
  const offsets: number[] = [];
  const { feed, port } = feedOf({
    size: 1000,
    open(offset) {
      offsets.push(offset);
      return Readable.from([bytes.subarray(offset, offset + 150)]);
    },
  });
  feed.read(0);
  await until(() => port.ended.has(0));
  expect(offsets).toHaveLength(7);
  expect(port.pushed.get(0)).toEqual(bytes);
});

test('cuts off bytes beyond the size, and fails without any bytes', async () => {
  const more = feedOf({ size: 450, open: (offset) => pieces(offset) });
  more.feed.read(0);
  await until(() => more.port.ended.has(0));
  expect(more.port.pushed.get(0)).toHaveLength(450);

  const nothing = feedOf({ size: 450, open: () => Readable.from([]) });
  nothing.feed.read(0);
  await until(() => nothing.port.failure !== undefined);
  expect(nothing.port.failure?.detail).toBe('no data from byte 0 on');
});

test('ends with the stream if the size is unknown', async () => {
  const { feed, port } = feedOf({ open: (offset) => pieces(offset) });
  feed.read(900);
  await until(() => port.ended.has(900));
  expect(port.pushed.get(900)).toHaveLength(100);
});

test('does not resume after permanent errors', async () => {
  let opened = 0;
  const { feed, port } = feedOf({
    size: 9,
    open() {
      opened++;
      throw new CliploopError('INPUT_FORBIDDEN', 'no');
    },
  });
  feed.read(0);
  await until(() => port.failure !== undefined);
  expect(opened).toBe(1);
  expect(port.failure?.code).toBe('INPUT_FORBIDDEN');
});

test('closes without an error', async () => {
  const stream = new Readable({ read: () => undefined });
  const { feed, port } = feedOf({ size: 9, open: () => stream });
  feed.read(0);
  await new Promise((resolve) => setImmediate(resolve));
  feed.close();
  expect(stream.destroyed).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(port.failure).toBeUndefined();
  expect(port.ended.size).toBe(0);
});
