import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, codeOf, envOf, makeClass, type Pair, refused, Site, send, v1 } from './support.ts';

let site: Site;
/** Two processes on one database. */
let one: Started;
let other: Started;
let nonce = 0;

beforeAll(async () => {
  [site, one, other] = await Site.openTwo();
}, 60_000);
afterAll(() => site?.close());

const ask = (to: Started, keys: Pair, action = 'DescribeAllClass', params = {}): Promise<string> =>
  codeOf(to, v1(action, params, nonce++, keys));

async function errorOf(...args: string[]): Promise<unknown> {
  return site.run(...args).then(
    ({ text }) => text,
    (error: unknown) => error,
  );
}

describe('key create', () => {
  test('prints a pair once, which every process accepts at once', async () => {
    const { text, warnings } = await site.run('key', 'create', '--name', 'web site');
    const [, secretId = '', secretKey = ''] =
      /^CLIPLOOP_SECRET_ID=(AKID\w{32})\nCLIPLOOP_SECRET_KEY=(\w{32})\n$/.exec(text) ?? [];
    for (const to of [one, other]) expect(await ask(to, { secretId, secretKey })).toBe('OK');
    const listed = await site.run('key', 'list');
    expect(listed.text).toMatch(new RegExp(`^${secretId}  web site +enabled +all +all +\\d{4}-`, 'm'));
    const json = await site.run('key', 'list', '--json');
    for (const shown of [listed.text, json.text, ...warnings]) expect(shown).not.toContain(secretKey);
    expect(JSON.parse(json.text)).toContainEqual(
      expect.objectContaining({
        secretId,
        name: 'web site',
        applications: null,
        rights: ['read', 'process', 'manage', 'upload'],
      }),
    );
  });

  test('writes a pair to a new file that only its owner can read', async () => {
    const file = join(site.folder, 'pair');
    const { text } = await site.run('key', 'create', '--output', file);
    const [, secretId = '', secretKey = ''] = /ID=(.+)\n.+KEY=(.+)\n/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(text).toBe(`${secretId}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await ask(one, { secretId, secretKey })).toBe('OK');
    expect(await errorOf('key', 'create', '--output', file)).toEqual(
      new ConfigError(`--output ${file}: the file exists`),
    );
    const unused = join(site.folder, 'unused');
    expect(await errorOf('key', 'create', '--id', secretId, '--output', unused)).toEqual(
      new ConfigError(`Key pair ${secretId} exists already; choose another --id`),
    );
    expect(existsSync(unused)).toBe(false);
  });

  test('takes a secret key from a file, if it is long enough', async () => {
    const file = join(site.folder, 'secret');
    writeFileSync(file, 'short\n');
    expect(await errorOf('key', 'create', '--secret-file', file)).toEqual(
      new ConfigError('The secret key must have at least 16 characters, got 5'),
    );
    writeFileSync(file, 'long-enough-secret\n');
    const pair = await site.key('--secret-file', file, '--id', 'AKIDmine');
    expect(pair).toEqual({ secretId: 'AKIDmine', secretKey: 'long-enough-secret' });
    expect(await ask(one, pair)).toBe('OK');
  });

  test.each([
    [['--rights', 'read,write'], '--rights must be one of read, process, manage, upload, got "write"'],
    [['--rights', ''], '--rights must be a list separated by commas, got ""'],
    [['--applications', '1,x'], '--applications must be an integer from 1 to 9007199254740991, got "x"'],
    [['--applications', '77'], `Application 77 does not exist; the applications are ${appId}`],
    [['--expire', 'soon'], '--expire must be a duration such as 90s, 30m, 24h or 7d, from 1s to 36500d, got "soon"'],
    [['--id', 'a b'], '--id must be 1 to 128 printable ASCII characters without spaces'],
  ])('refuses %j', async (flags, message) => {
    expect(await errorOf('key', 'create', ...flags)).toEqual(new ConfigError(message));
  });
});

test('refuses a folder without the key file, and creates none', async () => {
  const folder = join(site.folder, 'elsewhere');
  expect(String(await errorOf('key', 'list', '--data', folder))).toContain(
    `${folder} is not the data folder of a service`,
  );
  expect(existsSync(folder)).toBe(false);
});

describe('a disabled key pair', () => {
  test('is refused by every process from the next request on, during a flood of requests', async () => {
    const pair = await site.key();
    let isDisabled = false;
    const late: string[] = [];
    let accepted = 0;
    const flood = async (to: Started): Promise<void> => {
      for (;;) {
        const isLate = isDisabled;
        const end = await ask(to, pair, 'CreateClass', makeClass(`flood ${nonce}`));
        if (isLate) late.push(end);
        else if (end === 'OK') accepted++;
        if (late.length >= 40) return;
      }
    };
    const floods = [one, other, one, other].map(flood);
    await expect.poll(() => accepted, { timeout: 20_000 }).toBeGreaterThan(20);
    await site.run('key', 'disable', pair.secretId);
    isDisabled = true;
    await Promise.all(floods);
    expect(new Set(late)).toEqual(new Set([refused]));
    expect(await errorOf('key', 'disable', 'AKIDnobody')).toEqual(
      new ConfigError('Key pair AKIDnobody does not exist; cliploop-server key list shows all key pairs'),
    );
  });

  test('gets the same answer as an unknown and as an expired one', async () => {
    const disabled = await site.key();
    const expired = await site.key('--expire', '1s');
    await site.run('key', 'disable', disabled.secretId);
    await expect.poll(() => ask(one, expired), { timeout: 20_000 }).toBe(refused);
    const unknown = { secretId: `AKID${'0'.repeat(32)}`, secretKey: 'unknown-secret-key' };
    for (const { secretId, secretKey } of [disabled, expired, unknown]) {
      for (const keys of [
        { secretId, secretKey },
        { secretId, secretKey: 'wrong-secret-key' },
      ]) {
        const { Error: error } = await send(other, v1('DescribeAllClass', {}, nonce++, keys));
        expect(error).toEqual({ Code: refused, Message: `SecretId ${secretId} is unknown or disabled` });
      }
    }
  });

  test.each(["AKID' or true --", '../../../etc/passwd', '{"$ne":1}', '%00', 'x'.repeat(128), '__proto__', 'undefined'])(
    'with the id %j is unknown',
    async (id) => {
      const secretId = id.replaceAll(' ', '+');
      expect(await ask(one, { secretId, secretKey: 'any-secret-key-00' })).toBe(refused);
    },
  );
});

test.each<[change: string, command: (id: string) => readonly string[], code: string]>([
  ['was disabled', (id) => ['disable', id], refused],
  ['expired', (id) => ['modify', id, '--expire', '1s'], refused],
  ['lost the right', (id) => ['modify', id, '--rights', 'read,manage,upload'], 'UnauthorizedOperation'],
  ['lost the application', (id) => ['modify', id, '--applications', String(appId)], 'UnauthorizedOperation'],
  ['lost its secret key', (id) => ['rotate', id, '--overlap', '0'], 'AuthFailure.SignatureFailure'],
])('sends no events to a pair that %s while it waited for them', async (change, command, code) => {
  const { SubAppId = 0 } = (await send(one, v1('CreateSubAppId', { Name: change }, nonce++))) as { SubAppId?: number };
  await one.service.events.configs.modify(SubAppId, { mode: 'PULL', uploadSwitch: true });
  const pair = await site.key('--applications', String(SubAppId));
  const waiting = send(other, v1('PullEvents', { SubAppId }, nonce++, pair));
  // Longer than the time after which a request is checked again.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await site.run('key', ...command(pair.secretId));
  if (change === 'expired') await new Promise((resolve) => setTimeout(resolve, 1_000));
  await site.addMedia(one, 'secret', SubAppId);
  const answer = await waiting;
  expect(answer.Error?.Code).toBe(code);
  expect(JSON.stringify(answer)).not.toContain('secret"');
});

test('rotates a pair: both secret keys are accepted until the overlap ends', async () => {
  const rotate = async (pair: Pair, overlap: string): Promise<Pair> =>
    JSON.parse((await site.run('key', 'rotate', pair.secretId, '--json', '--overlap', overlap)).text);
  const long = await site.key();
  const both = [long, await rotate(long, '1h')] as const;
  expect(both[1].secretId).toBe(long.secretId);
  for (const to of [one, other]) expect([await ask(to, both[0]), await ask(to, both[1])]).toEqual(['OK', 'OK']);
  expect(String(await errorOf('key', 'rotate', long.secretId))).toMatch(
    /is being rotated: its old secret key is accepted/,
  );
  const old = await site.key();
  const now = await rotate(old, '1s');
  await expect.poll(() => ask(one, old), { timeout: 20_000 }).toBe('AuthFailure.SignatureFailure');
  const last = await rotate(now, '0');
  expect([await ask(other, now), await ask(other, last)]).toEqual(['AuthFailure.SignatureFailure', 'OK']);
});

test('changes rights and applications of a pair at once', async () => {
  const pair = await site.key();
  expect(await ask(one, pair, 'CreateClass', makeClass('before'))).toBe('OK');
  await site.run('key', 'modify', pair.secretId, '--rights', 'read', '--name', 'reader');
  expect(await ask(one, pair, 'CreateClass', makeClass('after'))).toBe('UnauthorizedOperation');
  expect(await ask(other, pair)).toBe('OK');
  const { SubAppId } = (await send(one, v1('CreateSubAppId', { Name: 'own' }, nonce++))) as { SubAppId?: number };
  await site.run('key', 'modify', pair.secretId, '--applications', String(SubAppId));
  expect([await ask(other, pair), await ask(other, pair, 'DescribeAllClass', { SubAppId })]).toEqual([
    'UnauthorizedOperation',
    'OK',
  ]);
});

test('records the last use of a pair, and warns when no pair is left', async () => {
  const pair = await site.key();
  const listed = async () =>
    (
      JSON.parse((await site.run('key', 'list', '--json')).text) as { secretId: string; lastUseTime: string | null }[]
    ).find(({ secretId }) => secretId === pair.secretId);
  expect((await listed())?.lastUseTime).toBe(null);
  await ask(one, pair);
  await expect.poll(async () => (await listed())?.lastUseTime, { timeout: 20_000 }).not.toBe(null);
  const own = await Site.open();
  const server = await own.start({ CLIPLOOP_SECRET_ID: '', CLIPLOOP_SECRET_KEY: '' });
  const [only] = JSON.parse((await own.run('key', 'list', '--json')).text) as { secretId: string }[];
  expect((await own.run('key', 'disable', only?.secretId ?? '')).warnings).toEqual([
    'Warning: no key pair can be used now; create one with cliploop-server key create',
  ]);
  // A pair of the environment that the service needs is there again.
  await own.stop(server);
  await own.start(envOf({ secretId: 'AKIDback', secretKey: 'secret-key-that-is-back' }));
  await own.close();
});
