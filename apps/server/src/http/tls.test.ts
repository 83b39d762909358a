import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificate } from '@cliploop/testing/certificate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTls } from './tls.js';

let folder: string;
const pair = certificate('localhost', 'cliploop.test');
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-tls-'));
  const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
  const files = {
    cert: pair.cert,
    key: pair.key,
    chain: `${pair.cert}${certificate('authority').cert}`,
    'half-chain': `${pair.cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
    'other-key': certificate('localhost').key,
    'locked-key': createPrivateKey(pair.key).export(cipher).toString(),
    empty: '',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(file(name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('reads a certificate with its chain', async () => {
  const { cert, key } = await readTls({ cert: file('chain'), key: file('key') });
  expect(cert.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(key).toBe(pair.key);
});

test.each([
  ['none', 'key', (at: string) => `Cannot read ${at}, the file in CLIPLOOP_TLS_CERT: no such file`],
  ['', 'key', (at: string) => `Cannot read ${at}, the file in CLIPLOOP_TLS_CERT: it is a folder`],
  ['empty', 'key', (at: string) => `CLIPLOOP_TLS_CERT must be a PEM file with a certificate, but ${at} is not`],
  ['key', 'key', (at: string) => `CLIPLOOP_TLS_CERT must be a PEM file with a certificate, but ${at} is not`],
  ['half-chain', 'key', (at: string) => `CLIPLOOP_TLS_CERT must be a PEM file with certificates, but ${at} is not`],
  ['cert', 'none', (_: string, at: string) => `Cannot read ${at}, the file in CLIPLOOP_TLS_KEY: no such file`],
  [
    'cert',
    'cert',
    (_: string, at: string) =>
      `CLIPLOOP_TLS_KEY must be a PEM file with a private key without a passphrase, but ${at} is not`,
  ],
  [
    'cert',
    'locked-key',
    (_: string, at: string) =>
      `CLIPLOOP_TLS_KEY must be a PEM file with a private key without a passphrase, but ${at} is not`,
  ],
  [
    'cert',
    'other-key',
    (cert: string, at: string) =>
      `CLIPLOOP_TLS_KEY must be the private key of the certificate in CLIPLOOP_TLS_CERT, but ${at} does not belong to ${cert}`,
  ],
])('refuses the certificate "%s" with the key "%s"', async (cert, key, message) => {
  const files = { cert: file(cert), key: file(key) };
  await expect(readTls(files)).rejects.toThrow(message(files.cert, files.key));
});
