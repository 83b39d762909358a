import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { BodyBudget } from './body-budget.js';
import { type Admission, BodyRefused, readBody, SMALL_BODY } from './read-body.js';

const MIB = 2 ** 20;

function setUp(known = 8 * MIB, unknown = MIB) {
  const budgets = { known: new BodyBudget(known), unknown: new BodyBudget(unknown) };
  let asked = 0;
  const read = (limit: number, admission: Admission | Error = { limit: 4 * MIB, known: true }) => {
    const stream = new PassThrough();
    const admit = async (): Promise<Admission> => {
      asked++;
      if (admission instanceof Error) throw admission;
      return admission;
    };
    const result = readBody(stream as unknown as IncomingMessage, budgets, { owner: 'a', limit, admit });
    result.catch(() => {});
    return { stream, result };
  };
  return { budgets, read, asked: () => asked };
}

test('reads a body, and gives its memory back when it is released', async () => {
  const { budgets, read, asked } = setUp();
  const { stream, result } = read(100);
  stream.write('one ');
  stream.end('two');
  const { bytes, release } = await result;
  expect([bytes.toString(), asked(), budgets.unknown.used]).toEqual(['one two', 0, 100]);
  release();
  expect(budgets.unknown.used).toBe(0);
});

test('asks once whether a large body is admitted, and then uses the memory of known clients', async () => {
  const { budgets, read, asked } = setUp();
  const { stream, result } = read(4 * MIB);
  for (let index = 0; index < 32; index++) stream.write(Buffer.alloc(SMALL_BODY, index));
  stream.end();
  const { bytes, release } = await result;
  expect([bytes.length, bytes[0], bytes.at(-1), asked()]).toEqual([32 * SMALL_BODY, 0, 31, 1]);
  expect([budgets.unknown.used, budgets.known.used >= bytes.length]).toEqual([0, true]);
  release();
  expect(budgets.known.used).toBe(0);
});

test.each<[what: string, limit: number, size: number, admission: Admission | Error, reason: string]>([
  ['is larger than its limit', 100, 101, { limit: 4 * MIB, known: true }, 'too large'],
  ['is larger than it is admitted', 4 * MIB, 900_000, { limit: 500_000, known: true }, 'too large'],
  ['is not admitted', 4 * MIB, 900_000, new Error('unknown key pair'), 'unknown key pair'],
  ['finds no memory', 4 * MIB, 2 * MIB, { limit: 4 * MIB, known: false }, 'no memory'],
])('refuses a body that %s, and discards the rest', async (_, limit, size, admission, reason) => {
  const { budgets, read } = setUp();
  const { stream, result } = read(limit, admission);
  stream.write(Buffer.alloc(size));
  await expect(result).rejects.toThrow(reason);
  expect([budgets.known.used, budgets.unknown.used]).toEqual([0, 0]);
  stream.write(Buffer.alloc(MIB));
  await expect.poll(() => stream.readableLength).toBe(0);
});

test('refuses the oldest body when another one needs its memory', async () => {
  const { read } = setUp(8 * MIB, 100 * 1024);
  const old = read(SMALL_BODY);
  old.stream.write(Buffer.alloc(60_000));
  await expect.poll(() => old.stream.readableLength).toBe(0);
  const next = read(SMALL_BODY);
  next.stream.end(Buffer.alloc(60_000));
  expect((await next.result).bytes).toHaveLength(60_000);
  await expect(old.result).rejects.toThrow(BodyRefused);
});

test('needs little more memory than the bytes of a body in small chunks', async () => {
  const { budgets, read } = setUp();
  const { stream, result } = read(SMALL_BODY);
  for (let index = 0; index < 1_500; index++) stream.write('a');
  stream.end();
  expect((await result).bytes).toHaveLength(1_500);
  expect(budgets.unknown.used).toBeLessThan(5_000);
});

test('closes the connection of a body in very many tiny chunks', async () => {
  const { budgets, read } = setUp();
  const { stream, result } = read(SMALL_BODY);
  for (let index = 0; index < 10_000; index++) stream.write('a');
  await expect(result).rejects.toThrow('aborted');
  expect([stream.destroyed, budgets.unknown.used]).toEqual([true, 0]);
});

test('gives the memory back when the connection breaks', async () => {
  const { budgets, read } = setUp();
  const { stream, result } = read(SMALL_BODY);
  stream.write('a');
  await expect.poll(() => budgets.unknown.used).toBeGreaterThan(0);
  stream.destroy(new Error('aborted'));
  await expect(result).rejects.toThrow('aborted');
  expect(budgets.unknown.used).toBe(0);
});

test('disconnects a client that goes on sending a refused body', async () => {
  const { read } = setUp();
  const { stream, result } = read(100);
  stream.write(Buffer.alloc(101));
  await expect(result).rejects.toThrow('too large');
  for (let index = 0; index < 20 && !stream.destroyed; index++) {
    stream.write(Buffer.alloc(MIB));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => stream.destroyed).toBe(true);
});
