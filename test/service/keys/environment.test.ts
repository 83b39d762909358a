import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '@cliploop/testing/service-process';
import type { Started } from 'cliploop-server/in-process';
import { ConfigError } from 'cliploop-server/in-process';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, envOf, noPair, type Pair, refused, Site, v1 } from './support.ts';

let site: Site;
let nonce = 0;
let pairs = 0;
/** A new pair for each test. */
const newPair = (): Pair => ({ secretId: `AKIDenv${++pairs}`, secretKey: `secret-key-of-pair-${pairs}` });

beforeAll(async () => {
  site = await Site.open();
}, 60_000);
afterEach(() => site.stopAll());
afterAll(() => site?.close());

const ask = (to: Started, keys: Pair): Promise<string> => codeOf(to, v1('DescribeAllClass', {}, nonce++, keys));

/** The pair in the file `credentials`. */
function generated(data = site.data): Pair {
  const text = readFileSync(join(data, 'credentials'), 'utf8');
  const [, secretId = '', secretKey = ''] = /^CLIPLOOP_SECRET_ID=(.+)\nCLIPLOOP_SECRET_KEY=(.+)\n$/.exec(text) ?? [];
  return { secretId, secretKey };
}

describe('the key pair of the environment', () => {
  test('stops when the environment loses it', async () => {
    const pair = newPair();
    const first = await site.start(envOf(pair));
    expect(await ask(first, pair)).toBe('OK');
    await site.stop(first);
    const second = await site.start(noPair);
    expect(await ask(second, pair)).toBe(refused);
    await site.stop(second);
    expect(await ask(await site.start(envOf(pair)), pair)).toBe('OK');
  });

  test('stops when the environment has another one', async () => {
    const [old, pair] = [newPair(), newPair()];
    await site.stop(await site.start(envOf(old)));
    const server = await site.start(envOf(pair));
    expect([await ask(server, pair), await ask(server, old)]).toEqual(['OK', refused]);
  });

  test('works at every process until the last process that has it stops, so that a rolling restart refuses nobody', async () => {
    const [old, pair] = [newPair(), newPair()];
    const [one, two] = [await site.start(envOf(old)), await site.start(envOf(old))];
    await site.stop(one);
    const three = await site.start(envOf(pair));
    for (const to of [two, three]) expect([await ask(to, old), await ask(to, pair)]).toEqual(['OK', 'OK']);
    await site.stop(two);
    expect([await ask(three, old), await ask(three, pair)]).toEqual([refused, 'OK']);
  });

  test('is ignored when it is that of a worker', async () => {
    const [pair, stale] = [newPair(), newPair()];
    const api = await site.start(envOf(pair));
    await site.start({ ...envOf(stale), CLIPLOOP_ROLE: 'worker' });
    expect([await ask(api, pair), await ask(api, stale)]).toEqual(['OK', refused]);
    await site.start({ ...noPair, CLIPLOOP_ROLE: 'worker' });
    expect(await ask(api, pair)).toBe('OK');
  });

  test('stays disabled by a command, and says so at the next start', async () => {
    const pair = newPair();
    const server = await site.start(envOf(pair));
    expect((await site.run('key', 'disable', pair.secretId)).text).toBe(`Disabled ${pair.secretId}\n`);
    expect(await ask(server, pair)).toBe(refused);
    await site.stop(server);
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const again = await site.start(envOf(pair), log);
    expect(await ask(again, pair)).toBe(refused);
    const warning = 'the key pair of the environment is disabled; enable it with cliploop-server key enable';
    expect(lines.map((line) => JSON.parse(line).msg)).toContain(warning);
    expect(lines.join('')).not.toContain(pair.secretKey);
    await site.run('key', 'enable', pair.secretId);
    expect(await ask(again, pair)).toBe('OK');
  });

  test('may be a pair of the database with its secret key, and not with another one', async () => {
    const made = await site.key('--rights', 'read');
    const server = await site.start(envOf(made));
    expect(await ask(server, made)).toBe('OK');
    expect(await codeOf(server, v1('CreateClass', { ParentId: -1, ClassName: 'a' }, nonce++, made))).toBe(
      'UnauthorizedOperation',
    );
    await site.stop(server);
    expect(await ask(await site.start(noPair), made)).toBe('OK');
    const wrong = { ...made, secretKey: 'another-secret-key' };
    await expect(site.start(envOf(wrong))).rejects.toThrow(
      new ConfigError(
        `CLIPLOOP_SECRET_ID is ${made.secretId}, a key pair of this service with another secret key; set CLIPLOOP_SECRET_KEY ` +
          'to it, or choose another CLIPLOOP_SECRET_ID',
      ),
    );
  });

  test('is refused at the start when its secret key is short, unless an older version stored it', async () => {
    const short = { ...newPair(), secretKey: 'fifteen-letters' };
    const message = 'CLIPLOOP_SECRET_KEY must have at least 16 characters, got 15';
    await expect(site.start(envOf(short))).rejects.toThrow(new ConfigError(message));
    const server = await site.start(noPair);
    // As versions without a minimum stored it.
    await server.service.keyPairs.put(short, 'environment');
    const upgraded = await site.start(envOf(short));
    expect(await ask(upgraded, short)).toBe('OK');
    const metrics = async ({ admin }: Started) => (await fetch(`${admin}/metrics`)).text();
    expect(await metrics(upgraded)).toContain('\ncliploop_short_secret_key 1\n');
    expect(await metrics(server)).toContain('\ncliploop_short_secret_key 0\n');
  });
});

describe('the generated key pair', () => {
  test('can be disabled by a command, and stays disabled after restarts', async () => {
    await site.stop(await site.start(noPair));
    const pair = generated();
    expect(statSync(join(site.data, 'credentials')).mode & 0o777).toBe(0o600);
    const server = await site.start(noPair);
    expect(await ask(server, pair)).toBe('OK');
    const { warnings } = await site.run('key', 'disable', pair.secretId);
    expect(warnings.join()).not.toContain(pair.secretKey);
    expect(await ask(server, pair)).toBe(refused);
    await site.stop(server);
    const again = await site.start(noPair);
    expect([again.generated, await ask(again, pair), generated()]).toEqual([undefined, refused, pair]);
    await site.run('key', 'enable', pair.secretId);
    expect(await ask(again, pair)).toBe('OK');
  });

  test('gets a new secret key in its file when it is rotated', async () => {
    const server = await site.start(noPair);
    const old = generated();
    await site.run('key', 'rotate', old.secretId, '--overlap', '1h');
    const now = generated();
    expect([now.secretId, now.secretKey === old.secretKey]).toEqual([old.secretId, false]);
    expect([await ask(server, old), await ask(server, now)]).toEqual(['OK', 'OK']);
    await site.run('key', 'rotate', old.secretId, '--overlap', '0');
    const codes = [await ask(server, old), await ask(server, now), await ask(server, generated())];
    expect(codes).toEqual(['AuthFailure.SignatureFailure', 'AuthFailure.SignatureFailure', 'OK']);
  });

  test('does not depend on the environment after an older version took it from there', async () => {
    const server = await site.start(noPair);
    await server.service.keyPairs.put(generated(), 'environment');
    await site.stop(server);
    expect(await ask(await site.start(noPair), generated())).toBe('OK');
  });

  test('is not generated by a worker', async () => {
    const own = await Site.open();
    await own.start({ ...noPair, CLIPLOOP_ROLE: 'worker' });
    expect(existsSync(join(own.data, 'credentials'))).toBe(false);
    await own.close();
  });
});

test('ends the pair of a killed service with the embedded PostgreSQL at the next start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cliploop-killed-'));
  const pair = newPair();
  const first = new ServerProcess(join(folder, 'data'), { DATABASE_URL: '', ...envOf(pair) });
  const second = new ServerProcess(join(folder, 'data'), { DATABASE_URL: '', ...noPair });
  const signed = (endpoint: string) => ask({ origin: `http://${endpoint}` } as Started, pair);
  try {
    expect(await signed(await first.listening())).toBe('OK');
    await first.end('SIGKILL');
    expect(await signed(await second.listening())).toBe(refused);
  } finally {
    await first.end('SIGKILL');
    await second.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
