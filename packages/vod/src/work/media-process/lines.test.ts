import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines } from './lines.js';

const limits = { bytes: 2 ** 20, perSecond: 100 };

/** Reads chunks, one after another. */
function read(chunks: Iterable<string>) {
  const messages: unknown[] = [];
  const reasons: string[] = [];
  const stream = new PassThrough();
  readLines(
    stream as unknown as Socket,
    limits,
    (message) => messages.push(message),
    (reason) => reasons.push(reason),
  );
  for (const chunk of chunks) stream.emit('data', Buffer.from(chunk));
  return { messages, reasons };
}

test('reads a long line that arrives in many pieces', () => {
  const text = 'a'.repeat(5_000);
  expect(read([...JSON.stringify(text), '\n'])).toEqual({ messages: [text], reasons: [] });
});

test('refuses a line in more pieces than a socket splits it into', () => {
  expect(read(Array.from({ length: 20_000 }, () => ' '))).toEqual({
    messages: [],
    reasons: ['more than 8192 pieces of messages in a second'],
  });
});

test('refuses long lines that repeat, although each is short enough', () => {
  const line = `1${' '.repeat(2 ** 20 - 2)}\n`;
  const { messages, reasons } = read(Array.from({ length: 90 }, () => line));
  expect(reasons).toEqual(['more than 2097152 bytes in a second']);
  expect(messages.length).toBeLessThanOrEqual(2);
});
