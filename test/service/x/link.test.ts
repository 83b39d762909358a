import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readConfig, type Started, start } from 'cliploop-server/in-process';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, credential, envOf, noPair, Site } from '../keys/support.ts';
import { Browser } from './browser.ts';
import { RouteClient } from './client.ts';

let site: Site;
let server: Started;
let client: RouteClient;
beforeAll(async () => {
  site = await Site.open();
  server = await site.start();
  client = await RouteClient.open(server.origin);
}, 60_000);
afterAll(() => site?.close());

async function signIn(link: string): Promise<Record<string, unknown>> {
  const [, Token = ''] = /#token=([0-9a-f]{64})$/.exec(link.trim()) ?? [];
  return (await new Browser(client).send('POST', '/x/v1/session', { Token })).body;
}

const link = async (...flags: string[]) => (await site.run('link', ...flags)).text;

describe('cliploop-server link', () => {
  test('prints a link to the running service, which signs in as a key pair with all rights', async () => {
    const printed = await link();
    expect(printed).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/console\/sign-in#token=[0-9a-f]{64}\n$/);
    expect(printed.startsWith(`${server.origin}/`)).toBe(true);
    expect(await signIn(printed)).toMatchObject({ SecretId: credential.secretId });
  });

  test('signs in as another key pair, and at another address', async () => {
    const { secretId } = await site.key('--rights', 'read');
    const printed = await link('--key', secretId, '--url', 'https://gifs.example/');
    expect(printed).toMatch(/^https:\/\/gifs\.example\/console\/sign-in#token=/);
    expect(await signIn(printed)).toMatchObject({ SecretId: secretId, Rights: ['read'] });
  });

  test('prefers no key pair with few rights', async () => {
    await site.run('key', 'disable', credential.secretId);
    await expect(site.run('link')).rejects.toThrow('No key pair with all rights can be used; create one');
    const { secretId } = await site.key();
    expect(await signIn(await link())).toMatchObject({ SecretId: secretId });
    await site.run('key', 'enable', credential.secretId);
  });

  test.each([
    [['--key', 'AKIDnone'], 'Key pair AKIDnone does not exist, or cannot be used'],
    [['--url', 'javascript:alert(1)'], '--url must be'],
    [['now'], 'Unexpected argument "now". See cliploop-server link --help'],
  ])('refuses %j', async (flags, message) => {
    await expect(site.run('link', ...flags)).rejects.toThrow(message);
  });
});

describe('the start', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cliploop-console-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<title>console</title>');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function begin(env: NodeJS.ProcessEnv, built: string | null, lines: string[] = []): Promise<Started> {
    const config = readConfig(['--data', site.data], {
      ...{ DATABASE_URL: site.database.url, CLIPLOOP_APP_ID: String(appId), CLIPLOOP_PORT: '0' },
      ...{ CLIPLOOP_ROLE: 'api', CLIPLOOP_PUBLIC_URL: 'http://files' },
      ...env,
    });
    if (!config) throw new Error('no configuration');
    const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    return start(config, log, {}, built);
  }

  test('has a link for its own key pair, which its log does not contain', async () => {
    const lines: string[] = [];
    const started = await begin(envOf(credential), folder, lines);
    expect(started.link?.startsWith(`${started.origin}/console/sign-in#token=`)).toBe(true);
    const page = await fetch(`${started.origin}/`, { headers: { accept: 'text/html', host: 'evil.example' } });
    expect([page.url, await page.text()]).toEqual([`${started.origin}/console/`, '<title>console</title>']);
    expect(await signIn(started.link ?? '')).toMatchObject({ SecretId: credential.secretId });
    await started.stop();
    expect(lines.join('')).toContain('listening');
    expect(lines.join('')).not.toMatch(/token=|[0-9a-f]{64}/);
  });

  test.each([
    ['with --console off', { ...envOf(credential), CLIPLOOP_CONSOLE: 'off' }, true],
    ['when the console was not built', envOf(credential), false],
  ])('has no link %s', async (_, env, built) => {
    const started = await begin(env, built ? folder : null);
    expect(started.link).toBeUndefined();
    const page = await fetch(`${started.origin}/`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('API reference');
    const missing = await fetch(`${started.origin}/console/`, { headers: { accept: 'text/html' } });
    expect(missing.status).toBe(404);
    await started.stop();
  });

  test('works without a key pair that may do everything', async () => {
    await site.stopAll();
    const keys = JSON.parse((await site.run('key', 'list', '--json')).text) as { secretId: string }[];
    for (const { secretId } of keys) await site.run('key', 'disable', secretId);
    const started = await begin(noPair, folder);
    expect(started.link).toBeUndefined();
    await started.stop();
  });
});

test('prints help', async () => {
  const run = fileURLToPath(new URL('../../../apps/server/bin/run.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [run, 'link', '--help']);
  expect(stdout).toContain('cliploop-server link [FLAGS]');
});
