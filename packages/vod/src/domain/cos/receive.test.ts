import { Readable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { receiveText } from './receive.js';

afterEach(() => vi.useRealTimers());

test('disconnects a client that sends nothing for a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const body = new Readable({ read() {} });
  const text = receiveText(body, {}, 100);
  const refused = expect(text).rejects.toMatchObject({ code: 'IncompleteBody' });
  body.push('a');
  await vi.advanceTimersByTimeAsync(60_000);
  await refused;
  expect(body.destroyed).toBe(true);
});

test('keeps the connection of a refused request open, so that the client gets the error', async () => {
  const body = Readable.from([Buffer.from('abc'), Buffer.from('def')]);
  await expect(receiveText(body, {}, 2)).rejects.toMatchObject({ code: 'XMLSizeLimit' });
  expect(body.destroyed).toBe(false);
});
