import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { CliploopError } from '../errors.js';
import { until } from '../testing/fake-binding.js';
import { StreamSink } from './stream-sink.js';

class TestPort {
  bytes = 0;
  failure: CliploopError | undefined;

  wrote(bytes: number): void {
    this.bytes += bytes;
  }

  fail(error: CliploopError): void {
    this.failure = error;
  }
}

function sinkOf(stream: Writable): { sink: StreamSink; port: TestPort } {
  const port = new TestPort();
  const sink = new StreamSink(stream);
  sink.attach(port);
  return { sink, port };
}

test('writes all bytes and ends the Writable', async () => {
  const stream = new PassThrough();
  const { sink, port } = sinkOf(stream);
  sink.write(Buffer.from('ab'));
  sink.write(Buffer.from('cd'));
  expect(port.bytes).toBe(4);
  await sink.finish();
  expect(await text(stream)).toBe('abcd');
  expect(stream.writableFinished).toBe(true);
});

test('reports bytes as written only when the Writable has room', async () => {
  const waiting: (() => void)[] = [];
  const slow = new Writable({ highWaterMark: 4, write: (_chunk, _encoding, done) => void waiting.push(done) });
  const { sink, port } = sinkOf(slow);
  sink.write(Buffer.alloc(3));
  expect(port.bytes).toBe(3);
  sink.write(Buffer.alloc(3));
  sink.write(Buffer.alloc(2));
  expect(port.bytes).toBe(3);
  await until(() => {
    waiting.shift()?.();
    return port.bytes === 8;
  });
});

test('waits in finish() for the last byte', async () => {
  const waiting: (() => void)[] = [];
  const { sink } = sinkOf(new Writable({ write: (_chunk, _encoding, done) => void waiting.push(done) }));
  sink.write(Buffer.alloc(1));
  let finished = false;
  const finishing = sink.finish().then(() => {
    finished = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(finished).toBe(false);
  waiting.shift()?.();
  await finishing;
});

test('fails the job on an error or an early close of the Writable', async () => {
  const failing = sinkOf(new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) }));
  failing.sink.write(Buffer.alloc(1));
  await until(() => failing.port.failure !== undefined);
  expect(failing.port.failure).toMatchObject({
    code: 'OUTPUT_UNWRITABLE',
    message: 'The output cannot be written: disk full',
  });

  const stream = new PassThrough();
  const closing = sinkOf(stream);
  stream.destroy();
  await until(() => closing.port.failure !== undefined);
  expect(closing.port.failure?.detail).toBe('the stream was closed before the output was complete');
});

test('reports that the reading program has ended', async () => {
  const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const { sink, port } = sinkOf(new Writable({ write: (_chunk, _encoding, done) => done(error) }));
  sink.write(Buffer.alloc(1));
  await until(() => port.failure !== undefined);
  expect(port.failure).toMatchObject({
    detail: 'the program that reads the output has ended',
    suggestion: 'Check the stream, and the program or file that receives its data.',
    cause: error,
  });
});

test('rejects finish() after an error at the end', async () => {
  const { sink } = sinkOf(
    new Writable({ write: (_c, _e, done) => done(), final: (done) => done(new Error('no flush')) }),
  );
  await expect(sink.finish()).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE', detail: 'no flush' });
});

test('rejects a Writable that has been ended or destroyed', () => {
  const stream = new PassThrough();
  stream.end();
  expect(sinkOf(stream).port.failure?.detail).toBe('the stream has already been ended or destroyed');
});

test('destroys the Writable without an error event when the job fails', async () => {
  const stream = new PassThrough();
  let errors = 0;
  stream.on('error', () => errors++);
  const { sink } = sinkOf(stream);
  sink.abandon();
  await new Promise((resolve) => setImmediate(resolve));
  expect(stream.destroyed).toBe(true);
  expect(errors).toBe(0);
});

test('does not close the standard streams', async () => {
  const { sink } = sinkOf(process.stdout);
  await sink.finish();
  expect(process.stdout.writableEnded).toBe(false);
  const other = sinkOf(process.stderr);
  other.sink.abandon();
  expect(process.stderr.destroyed).toBe(false);
});
