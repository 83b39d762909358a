import { Readable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { receiveText } from './receive.js';

afterEach(() => vi.useRealTimers());

test('a client that sends nothing for a minute is left', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const body = new Readable({ read() {} });
  const text = receiveText(body, {}, 100);
  const refused = expect(text).rejects.toMatchObject({ code: 'IncompleteBody' });
  body.push('a');
  await vi.advanceTimersByTimeAsync(60_000);
  await refused;
  expect(body.destroyed).toBe(true);
});

test('what is refused stays connected, so that the client hears of it', async () => {
  const body = Readable.from([Buffer.from('abc'), Buffer.from('def')]);
  await expect(receiveText(body, {}, 2)).rejects.toMatchObject({ code: 'XMLSizeLimit' });
  expect(body.destroyed).toBe(false);
});
