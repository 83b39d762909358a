import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifyUpload } from '@cliploop/vod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from './config.js';
import { signCommand } from './sign-command.js';
import { credential } from './testing/running.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'cliploop-sign-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const { secretId, secretKey } = credential;
const pair = { CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };

/** What a signature says, as the service judges it. */
async function said(signature: string) {
  expect(signature).toMatch(/^[A-Za-z0-9+/]+=*\n$/);
  const findKey = async (id: string) => (id === secretId ? { secretKey, enabled: true } : undefined);
  const { currentTimeStamp, expireTime, random, ...rest } = (await verifyUpload(signature.trim(), findKey, new Date()))
    .params;
  expect(random).toBeGreaterThanOrEqual(0);
  return { ...rest, lifetime: expireTime - currentTimeStamp };
}

test('with nothing but a key it is good for a day', async () => {
  const [one, other] = [await signCommand([], pair), await signCommand([], pair)];
  expect(await said(one)).toEqual({ secretId, lifetime: 86_400 });
  expect(one).not.toBe(other);
});

test('it says all that it is told', async () => {
  const words = ['--procedure', '流 &=+', '--expire', '90d', '--one-time', '--source-context', 's', '--class-id', '7'];
  const more = ['--session-context', '会', '--priority=-10', '--notify-mode', 'None', '--sub-app-id', '1600000001'];
  expect(await said(await signCommand([...words, ...more], pair))).toEqual({
    ...{ secretId, lifetime: 90 * 86_400, procedure: '流 &=+', oneTimeValid: 1, sourceContext: 's', classId: 7 },
    ...{ sessionContext: '会', taskPriority: -10, taskNotifyMode: 'None', vodSubAppId: 1_600_000_001 },
  });
});

test('the key pair is that of the environment, or else of the data folder', async () => {
  const file = join(data, 'credentials');
  await writeFile(file, `CLIPLOOP_SECRET_ID=${secretId}\nCLIPLOOP_SECRET_KEY=${secretKey}\n`);
  expect(await said(await signCommand(['--data', data], {}))).toMatchObject({ secretId });
  expect(await said(await signCommand([], { CLIPLOOP_DATA: data }))).toMatchObject({ secretId });
  await writeFile(file, 'CLIPLOOP_SECRET_ID=AKIDother\nCLIPLOOP_SECRET_KEY=other\n');
  expect(await said(await signCommand(['--data', data], pair))).toMatchObject({ secretId });
});

test('without a key pair it says where one could be', async () => {
  const ways = 'set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY, or name the data folder of a service with --data';
  await expect(signCommand(['--data', data], {})).rejects.toThrow(
    new ConfigError(`No key pair to sign with: ${data}/credentials does not exist; ${ways}`),
  );
  await writeFile(join(data, 'credentials'), 'CLIPLOOP_SECRET_KEY=very-secret\n');
  await expect(signCommand(['--data', data], {})).rejects.toThrow(
    new ConfigError(`${data}/credentials does not contain CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY`),
  );
});

test.each([
  [['--expire', '91d'], '--expire is "91d"; it must be a time as 90s, 30m, 24h or 7d, from 1s to 7776000s'],
  [['--expire', '0'], '--expire is "0"; it must be a time as 90s, 30m, 24h or 7d, from 1s to 7776000s'],
  [['--priority', '11'], '--priority is "11"; it must be a whole number from -10 to 10'],
  [['--priority', '1.5'], '--priority is "1.5"; it must be a whole number from -10 to 10'],
  [['--notify-mode', 'finish'], '--notify-mode is "finish"; it must be one of Finish, Change, None'],
  [['--class-id', 'x'], '--class-id is "x"; it must be a whole number from 0 to 9007199254740991'],
  [['--sub-app-id=-1'], '--sub-app-id is "-1"; it must be a whole number from 0 to 9007199254740991'],
  [
    ['--source-context', 'n'.repeat(251)],
    `sourceContext is "${'n'.repeat(80)}…" (251 characters); it must be text of at most 250 characters`,
  ],
  [
    ['--session-context', 'n'.repeat(1001)],
    `sessionContext is "${'n'.repeat(80)}…" (1001 characters); it must be text of at most 1000 characters`,
  ],
  [['--colour', 'red'], "Unknown option '--colour'; see cliploop-server sign --help"],
  [['here'], "Unexpected argument 'here'; see cliploop-server sign --help"],
])('%j is refused', async (words, message) => {
  const failure = await signCommand(words, pair).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  expect((failure as Error).message).toContain(message);
  expect((failure as Error).message).not.toContain(secretKey);
});

test('the command prints it', async () => {
  const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url));
  const run = (...words: string[]) => promisify(execFile)(process.execPath, [bin, 'sign', ...words], { env: pair });
  const { stdout, stderr } = await run('--procedure', 'preview');
  expect([await said(stdout), stderr]).toEqual([{ secretId, lifetime: 86_400, procedure: 'preview' }, '']);
  expect((await run('--help')).stdout).toMatch(/^Usage: cliploop-server sign /);
  await expect(run('--expire', 'never')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--expire'),
  });
});
