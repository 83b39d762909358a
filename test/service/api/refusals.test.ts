import { type Client, clientOf, refusal, ways } from '@cliploop/testing/client';
import type { KeyPair } from '@cliploop/vod';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { credential, type Running, startService } from '../../support/service.ts';

/* Requests that are refused before an action runs, for each way to sign and send. */

let running: Running;
beforeAll(async () => {
  running = await startService();
}, 60_000);
afterAll(() => running?.close());

describe.each(ways)('requests signed with $signMethod by $reqMethod', (way) => {
  const client = (keys?: KeyPair): Client => clientOf(running.endpoint, way, keys);
  const ask = (api: Client): Promise<string> => refusal(api.DescribeEventConfig({}));
  const stamp = way.signMethod.startsWith('TC3') ? 'X-TC-Timestamp' : 'Timestamp';

  test('refuses another key', async () => {
    expect(await ask(client({ ...credential, secretKey: 'wrong' }))).toMatch(/^AuthFailure\.SignatureFailure: /);
  });

  test('refuses an unknown SecretId', async () => {
    expect(await ask(client({ ...credential, secretId: 'AKIDnobody' }))).toBe(
      'AuthFailure.SecretIdNotFound: SecretId AKIDnobody is unknown or disabled',
    );
  });

  test('refuses a disabled key pair', async () => {
    const old = { secretId: `AKIDold${way.signMethod}${way.reqMethod}`.replaceAll('-', ''), secretKey: 'old' };
    await running.service.keyPairs.put(old, 'test');
    expect(await ask(client(old))).toBe('accepted');
    expect(await running.service.keyPairs.disable(old.secretId)).toBe(true);
    expect(await ask(client(old))).toBe(
      `AuthFailure.SecretIdNotFound: SecretId ${old.secretId} is unknown or disabled`,
    );
  });

  test.each([-310, -290, 290, 310])('refuses a clock that is more than five minutes off: %i s', async (seconds) => {
    const expected =
      Math.abs(seconds) < 300
        ? /^accepted$/
        : new RegExp(
            `^AuthFailure\\.SignatureExpire: ${stamp} must be within 300 seconds of the time of the service \\(\\d+\\), got \\d+$`,
          );
    expect(await signedAt(seconds, () => ask(client()))).toMatch(expected);
  });

  test('refuses another version', async () => {
    const old = Object.assign(client(), { apiVersion: '2017-11-22' });
    expect(await ask(old)).toBe('NoSuchVersion: Version must be 2018-07-17, got "2017-11-22"');
  });

  test.each(['MakeCoffee', 'constructor', 'ProcessMediaByUrl'])('refuses the unknown action %s', async (name) => {
    const unknown = client().request(name, {}) as Promise<unknown>;
    expect(await refusal(unknown)).toBe(`InvalidAction: Action "${name}" not found (Action)`);
  });
});

test.each(ways)('limits the size of a request by $signMethod and $reqMethod', async (way) => {
  const limit = {
    'TC3-HMAC-SHA256 POST': 10 * 1024 * 1024,
    'HmacSHA256 POST': 1024 * 1024,
    'HmacSHA1 POST': 1024 * 1024,
  };
  const bytes = limit[`${way.signMethod} ${way.reqMethod}` as keyof typeof limit] ?? 32 * 1024;
  const send = (length: number): Promise<string> =>
    refusal(clientOf(running.endpoint, way).DescribeSubAppIds({ Name: 'n'.repeat(length) }));
  // The rest of the request is a few hundred bytes. A request within the limit is read, and then its parameter is refused.
  expect(await send(bytes - 1024)).toMatch(/^InvalidParameterValue: Name must be text of at most 100 characters, got /);
  const part = way.reqMethod === 'GET' ? 'query' : 'body';
  expect(await send(bytes)).toMatch(new RegExp(`^RequestSizeLimitExceeded: The ${part} has `));
});

/** Calls with a wrong client clock. The service runs in the same process, but checks the time later, when the clock is right again. */
async function signedAt<T>(seconds: number, call: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
  let pending: Promise<T>;
  try {
    pending = call();
    await new Promise((resolve) => process.nextTick(resolve));
  } finally {
    vi.useRealTimers();
  }
  return pending;
}
