import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credential } from '@cliploop/testing/credential';
import { signUrl } from '@cliploop/vod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from '../config/config.js';
import { signUrlCommand } from './sign-url.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'cliploop-sign-url-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const { secretId, secretKey } = credential;
const pair = { CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };
const fileId = '5285890784246869930';
const sign = (words: readonly string[], env: NodeJS.ProcessEnv = pair) => signUrlCommand(words, env);
const expiryOf = (url: string): number => Number(new URL(url).searchParams.get('expires'));

test('prints the URL that signUrl() returns, valid for a week by default', async () => {
  const url = await sign([fileId, 'start=1:30', 'width=50%', 'crop=auto']);
  const expires = expiryOf(url);
  const options = { start: '1:30', width: '50%', crop: 'auto' };
  expect(url).toBe(`${signUrl({ baseUrl: 'http://127.0.0.1:8030', fileId, options, expires, ...credential })}\n`);
  expect(Math.abs(expires - Date.now() / 1000 - 7 * 86_400)).toBeLessThan(60);
});

test('takes the format, the lifetime and the address from flags', async () => {
  const url = await sign([fileId, '--format', 'webp', '--expire', '90d', '--url', 'https://a.example.org/gifs/']);
  expect(url).toMatch(new RegExp(`^https://a\\.example\\.org/gifs/x/v1/media/${fileId}/animated\\.webp\\?expires=`));
  expect(Math.abs(expiryOf(url) - Date.now() / 1000 - 90 * 86_400)).toBeLessThan(60);
});

test('uses the public base URL of the service, and the key pair of the data folder', async () => {
  await writeFile(join(data, 'credentials'), `CLIPLOOP_SECRET_ID=${secretId}\nCLIPLOOP_SECRET_KEY=${secretKey}\n`);
  const url = await sign([fileId, '--data', data], { CLIPLOOP_PUBLIC_URL: 'https://media.example.org' });
  expect(url).toMatch(/^https:\/\/media\.example\.org\/x\/v1\/media\//);
  expect(new URL(url).searchParams.get('key')).toBe(secretId);
});

test('accepts negative times', async () => {
  expect(new URL(await sign([fileId, 'start=-5'])).searchParams.get('start')).toBe('-5');
});

test('prints help', async () => {
  expect(await sign(['--help'], {})).toContain('$ cliploop-server sign-url FILEID');
});

test.each([
  [[], 'The FileId is missing. See cliploop-server sign-url --help'],
  [['start=1'], 'The FileId is missing. See cliploop-server sign-url --help'],
  [['talk.mp4'], 'The FileId must be 1 to 64 digits, got "talk.mp4"'],
  [[fileId, 'width'], 'An option must be written as name=value, got "width". See cliploop-server sign-url --help'],
  [[fileId, 'width=5', 'width=6'], 'An option is given twice. See cliploop-server sign-url --help'],
  [[fileId, 'widht=480'], 'Unknown parameter widht; did you mean width?'],
  [[fileId, 'fps=61'], 'fps must be'],
  [[fileId, '--format', 'png'], '--format must be one of gif, webp, avif, got "png"'],
  [[fileId, '--expire', '0s'], '--expire must be a duration such as 90s, 30m, 24h or 7d, from 1s to 3650d, got "0s"'],
  [[fileId, '--url', 'media.example.org'], '--url must be an http or https URL'],
])('refuses %j', async (words, message) => {
  await expect(sign(words)).rejects.toThrow(ConfigError);
  await expect(sign(words)).rejects.toThrow(message);
});

test('asks for the address of a service that listens on a free port', async () => {
  await expect(sign([fileId], { ...pair, CLIPLOOP_PORT: '0' })).rejects.toThrow(
    'The port of the service is not known; give its address with --url',
  );
});
