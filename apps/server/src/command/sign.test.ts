import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { credential } from '@cliploop/testing/credential';
import { verifyUpload } from '@cliploop/vod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from '../config/config.js';
import { signCommand } from './sign.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'cliploop-sign-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const { secretId, secretKey } = credential;
const pair = { CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };

const sign = (words: readonly string[], env: NodeJS.ProcessEnv, warn: (message: string) => void = () => {}) =>
  signCommand(words, env, warn);

/** The settings in a signature, verified by the service. */
async function settingsIn(signature: string) {
  expect(signature).toMatch(/^[A-Za-z0-9+/]+=*\n$/);
  const findKey = async (id: string) => (id === secretId ? { secretKey, enabled: true } : undefined);
  const { currentTimeStamp, expireTime, random, ...rest } = (await verifyUpload(signature.trim(), findKey, new Date()))
    .params;
  expect(random).toBeGreaterThanOrEqual(0);
  return { ...rest, lifetime: expireTime - currentTimeStamp };
}

test('makes a signature that is valid for a day by default', async () => {
  const [one, other] = [await sign([], pair), await sign([], pair)];
  expect(await settingsIn(one)).toEqual({ secretId, lifetime: 86_400 });
  expect(one).not.toBe(other);
});

test('puts all parameters into a signature', async () => {
  const words = ['--procedure', '流 &=+', '--expire', '90d', '--one-time', '--source-context', 's', '--class-id', '7'];
  const more = ['--session-context', '会', '--priority', '-10', '--notify-mode', 'None', '--sub-app-id', '1600000001'];
  expect(await settingsIn(await sign([...words, ...more], pair))).toEqual({
    ...{ secretId, lifetime: 90 * 86_400, procedure: '流 &=+', oneTimeValid: 1, sourceContext: 's', classId: 7 },
    ...{ sessionContext: '会', taskPriority: -10, taskNotifyMode: 'None', vodSubAppId: 1_600_000_001 },
  });
});

test('names the media in a signature for its cover', async () => {
  expect(await settingsIn(await sign(['--file-id', '5285890784246869930'], pair))).toEqual({
    ...{ secretId, lifetime: 86_400, fileId: '5285890784246869930' },
  });
});

test('uses the key pair of the environment, or else of the data folder', async () => {
  const file = join(data, 'credentials');
  await writeFile(file, `CLIPLOOP_SECRET_ID=${secretId}\nCLIPLOOP_SECRET_KEY=${secretKey}\n`);
  expect(await settingsIn(await sign(['--data', data], {}))).toMatchObject({ secretId });
  expect(await settingsIn(await sign([], { CLIPLOOP_DATA: data }))).toMatchObject({ secretId });
  await writeFile(file, 'CLIPLOOP_SECRET_ID=AKIDother\nCLIPLOOP_SECRET_KEY=other\n');
  expect(await settingsIn(await sign(['--data', data], pair))).toMatchObject({ secretId });
});

test('explains how to provide a missing key pair', async () => {
  await expect(sign(['--data', data], {})).rejects.toThrow(
    new ConfigError(
      `${data} is not the data folder of a service; start the service there first, or set --data to its folder, or ` +
        'set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY',
    ),
  );
  await writeFile(join(data, 'secret.key'), '');
  const ways = 'set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY, or set --data to the data folder of a service';
  await expect(sign(['--data', data], {})).rejects.toThrow(
    new ConfigError(`No key pair to sign with: ${data}/credentials does not exist; ${ways}`),
  );
  await writeFile(join(data, 'credentials'), 'CLIPLOOP_SECRET_KEY=very-secret\n');
  await expect(sign(['--data', data], {})).rejects.toThrow(
    new ConfigError(`${data}/credentials does not contain CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY`),
  );
});

test.each([
  [['--expire', '91d'], '--expire must be a duration such as 90s, 30m, 24h or 7d, from 1s to 90d, got "91d"'],
  [['--expire', '0'], '--expire must be a duration such as 90s, 30m, 24h or 7d, from 1s to 90d, got "0"'],
  [['--priority', '11'], '--priority must be an integer from -10 to 10, got "11"'],
  [['--priority', '-11'], '--priority must be an integer from -10 to 10, got "-11"'],
  [['--priority', '1.5'], '--priority must be an integer from -10 to 10, got "1.5"'],
  [['--notify-mode', 'finish'], '--notify-mode must be one of Finish, Change, None, got "finish"'],
  [['--class-id', 'x'], '--class-id must be an integer from 0 to 9007199254740991, got "x"'],
  [['--sub-app-id=-1'], '--sub-app-id must be an integer from 0 to 9007199254740991, got "-1"'],
  [
    ['--source-context', 'n'.repeat(251)],
    `sourceContext must be text of at most 250 characters, got "${'n'.repeat(80)}…" (251 characters)`,
  ],
  [
    ['--session-context', 'n'.repeat(1001)],
    `sessionContext must be text of at most 1000 characters, got "${'n'.repeat(80)}…" (1001 characters)`,
  ],
  [['--file-id', '5'.repeat(65)], 'fileId must be text of 1 to 64 characters, got '],
  [['--color', 'red'], 'Unknown flag --color. See cliploop-server sign --help'],
  [['--procedur', 'red'], 'Unknown flag --procedur; did you mean --procedure? See cliploop-server sign --help'],
  [['--one-time=yes'], '--one-time takes no value, got "yes". See cliploop-server sign --help'],
  [['here'], 'Unexpected argument "here". See cliploop-server sign --help'],
])('%j is refused', async (words, message) => {
  const failure = await sign(words, pair).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  expect((failure as Error).message).toContain(message);
  expect((failure as Error).message).not.toContain(secretKey);
});

test('warns that the task flow was not checked if the database is not reachable', async () => {
  const warnings: string[] = [];
  const env = { ...pair, DATABASE_URL: 'postgresql://user:secret@127.0.0.1:1/vod' };
  const signature = await sign(['--procedure', 'preview'], env, (message) => warnings.push(message));
  expect(await settingsIn(signature)).toMatchObject({ procedure: 'preview' });
  expect(warnings).toEqual([
    'Warning: could not check whether the task flow "preview" exists: DATABASE_URL: PostgreSQL does not answer (connect ' +
      'ECONNREFUSED 127.0.0.1:1)',
  ]);
});

test('prints only the signature on stdout, and warns that the task flow was not checked', async () => {
  const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
  const env = { ...pair, CLIPLOOP_DATA: data };
  const run = (...words: string[]) => promisify(execFile)(process.execPath, [bin, 'sign', ...words], { env });
  const { stdout, stderr } = await run('--procedure', 'preview');
  expect(await settingsIn(stdout)).toEqual({ secretId, lifetime: 86_400, procedure: 'preview' });
  expect(stderr).toBe(
    `cliploop-server: Warning: could not check whether the task flow "preview" exists: ${data} is not the data folder of ` +
      'a service; start the service there first, or set --data to its folder\n',
  );
  expect((await run()).stderr).toBe('');
  await expect(run('--expire', 'never')).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('--expire'),
  });
});
