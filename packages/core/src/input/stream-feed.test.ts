import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { CliploopError } from '../errors.js';
import { until } from '../testing/fake-binding.js';
import { StreamFeed } from './stream-feed.js';

class TestPort {
  readonly chunks: Uint8Array[] = [];
  ended = false;
  full = false;
  failure: CliploopError | undefined;

  push(_offset: number, chunk: Uint8Array | null): boolean {
    if (chunk === null) this.ended = true;
    else this.chunks.push(chunk);
    return !this.full;
  }

  fail(error: CliploopError): void {
    this.failure = error;
  }
}

function feedOf(stream: Readable): { feed: StreamFeed; port: TestPort } {
  const port = new TestPort();
  const feed = new StreamFeed(stream);
  feed.attach(port);
  return { feed, port };
}

test('supplies all bytes once, after the first read', async () => {
  const { feed, port } = feedOf(
    Readable.from([Buffer.from('one'), Buffer.from(''), Buffer.from('two')], { objectMode: false }),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(port.chunks).toEqual([]);
  feed.read();
  feed.read();
  await until(() => port.ended);
  expect(Buffer.concat(port.chunks).toString()).toBe('onetwo');
  expect(port.failure).toBeUndefined();
});

test('reads a paused stream', async () => {
  const { feed, port } = feedOf(Readable.from([Buffer.from('x')]).pause());
  feed.read();
  await until(() => port.ended);
});

test('pauses until the engine can take more bytes', async () => {
  const stream = new PassThrough();
  const { feed, port } = feedOf(stream);
  port.full = true;
  feed.read();
  stream.write('a');
  await until(() => port.chunks.length === 1);
  stream.write('b');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(port.chunks).toHaveLength(1);
  port.full = false;
  feed.drain();
  await until(() => port.chunks.length === 2);
});

test('destroys the stream on close', () => {
  const stream = new PassThrough();
  const { feed } = feedOf(stream);
  feed.read();
  feed.close();
  expect(stream.destroyed).toBe(true);
});

describe('StreamFeed errors', () => {
  test('reports an error of the stream, also before the first read', async () => {
    const stream = new PassThrough();
    const { port } = feedOf(stream);
    stream.destroy(new Error('disk on fire'));
    await until(() => port.failure !== undefined);
    expect(port.failure).toMatchObject({ code: 'INPUT_UNREADABLE', message: 'The input cannot be read: disk on fire' });
  });

  test('reports an early close', async () => {
    const stream = new PassThrough();
    const { feed, port } = feedOf(stream);
    feed.read();
    stream.write('x');
    stream.destroy();
    await until(() => port.failure !== undefined);
    expect(port.failure?.detail).toBe('the stream was closed before its end');
  });

  test('reports a stream that has already been read', async () => {
    const stream = Readable.from([]);
    await stream.toArray();
    expect(feedOf(stream).port.failure?.detail).toBe('the stream has already been read or destroyed');
  });

  test('reports values that are not bytes', async () => {
    const { feed, port } = feedOf(Readable.from([{ a: 1 }]));
    feed.read();
    await until(() => port.failure !== undefined);
    expect(port.failure?.detail).toBe('the stream returned a value of type object instead of bytes');
  });
});
