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

test('brings every byte, once, after the first read', async () => {
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

test('a stream that was paused before is read too', async () => {
  const { feed, port } = feedOf(Readable.from([Buffer.from('x')]).pause());
  feed.read();
  await until(() => port.ended);
});

test('stops while the engine has no room', async () => {
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

test('close destroys the stream', () => {
  const stream = new PassThrough();
  const { feed } = feedOf(stream);
  feed.read();
  feed.close();
  expect(stream.destroyed).toBe(true);
});

describe('what breaks is named', () => {
  test('an error of the stream, even before the first read', async () => {
    const stream = new PassThrough();
    const { port } = feedOf(stream);
    stream.destroy(new Error('disk on fire'));
    await until(() => port.failure !== undefined);
    expect(port.failure).toMatchObject({ code: 'INPUT_UNREADABLE', message: 'The input cannot be read: disk on fire' });
  });

  test('an early close', async () => {
    const stream = new PassThrough();
    const { feed, port } = feedOf(stream);
    feed.read();
    stream.write('x');
    stream.destroy();
    await until(() => port.failure !== undefined);
    expect(port.failure?.detail).toBe('the stream was closed before its end');
  });

  test('a stream that is over', async () => {
    const stream = Readable.from([]);
    await stream.toArray();
    expect(feedOf(stream).port.failure?.detail).toBe('the stream was read or destroyed before');
  });

  test('values that are no bytes', async () => {
    const { feed, port } = feedOf(Readable.from([{ a: 1 }]));
    feed.read();
    await until(() => port.failure !== undefined);
    expect(port.failure?.detail).toBe('the stream gives values of type object instead of bytes');
  });
});
