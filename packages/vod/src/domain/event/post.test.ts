import { FetchError } from '@cliploop/fetch';
import { expect, test } from 'vitest';
import { beginningOf, post, sign, withoutNulls } from './post.js';

const options = { url: 'http://u:p@host/cb?key=s', content: {}, signKey: undefined, timeoutMs: 1_000 };
const { signal } = new AbortController();

test('makes the signature of the example in the contract', () => {
  expect(sign('SignKey123', 1700000600)).toEqual({ Sign: '33bb5a2d5ac92a69944c6843b0d1e0a2', T: 1700000600 });
});

test('leaves out null members at any depth', () => {
  const content = { A: null, B: { C: null, D: [{ E: null, F: 0 }, 'x'], G: '' }, H: false };
  expect(withoutNulls(content)).toEqual({ B: { D: [{ F: 0 }, 'x'], G: '' }, H: false });
});

test.each([201, 204, 302, 404, 500])(
  'reports status %d as a failure, without the secrets of the URL',
  async (status) => {
    const request = async () => ({ status, headers: {}, body: Buffer.alloc(0), url: '' });
    const reason = `http://host/cb: expected status 200, got ${status}`;
    const result = await post({ request }, { ...options, signal });
    expect(result).toMatchObject({ failure: { reason, kind: 'again' }, statusCode: status });
  },
);

test('distinguishes refused addresses, permanent failures, and failures after which another attempt may succeed', async () => {
  const outcome = async (code: ConstructorParameters<typeof FetchError>[0]) =>
    (await post({ request: () => Promise.reject(new FetchError(code, undefined, 'why')) }, { ...options, signal }))
      .failure;
  expect(await outcome('FORBIDDEN_ADDRESS')).toEqual({ reason: 'why', kind: 'refused' });
  expect(await outcome('BAD_URL')).toEqual({ reason: 'why', kind: 'final' });
  expect(await outcome('UNRESOLVED')).toEqual({ reason: 'why', kind: 'again' });
  expect(await outcome('TIMEOUT')).toEqual({ reason: 'why', kind: 'again' });
  await expect(outcome('ABORTED')).rejects.toThrow('why');
});

test('keeps the first 1 KiB of an answer as text that PostgreSQL can store', () => {
  expect(beginningOf(Buffer.from('a\0b<script>'))).toBe('a\ufffdb<script>');
  expect(beginningOf(Buffer.from('é'.repeat(600)))).toBe('é'.repeat(512));
  // A character that is cut is left out.
  expect(beginningOf(Buffer.from(`x${'é'.repeat(600)}`))).toBe(`x${'é'.repeat(511)}`);
  expect(beginningOf(Buffer.from([0xff, 0x41]))).toBe('\ufffdA');
});
