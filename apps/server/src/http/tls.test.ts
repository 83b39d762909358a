import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificate, certificateOfYears } from '@cliploop/testing/certificate';
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
    cut: pair.cert.slice(0, 200),
    'cut-key': pair.key.slice(0, 100),
    text: 'no certificate',
    empty: '',
  };
  const weak = ['-newkey', 'rsa:512', '-nodes', '-subj', '/CN=a', '-keyout', file('weak-key'), '-out', file('weak')];
  execFileSync('openssl', ['req', '-x509', ...weak], { stdio: 'pipe' });
  for (const [name, text] of Object.entries(files)) await writeFile(file(name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('reads a certificate with its chain', async () => {
  const { cert, key } = await readTls({ cert: file('chain'), key: file('key') });
  expect(cert.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(key).toBe(pair.key);
});

const cert = 'CLIPLOOP_TLS_CERT must be a PEM file with';
const key = 'CLIPLOOP_TLS_KEY must be a PEM file with a private key without a passphrase, but';
const swapped = 'Perhaps CLIPLOOP_TLS_CERT and CLIPLOOP_TLS_KEY are interchanged';

test.each([
  ['none', 'key', 'Cannot read CERT, the file in CLIPLOOP_TLS_CERT: no such file'],
  ['', 'key', 'Cannot read CERT, the file in CLIPLOOP_TLS_CERT: it is a folder'],
  ['empty', 'key', `${cert} a certificate, but CERT is empty`],
  ['key', 'key', `${cert} a certificate, but CERT has a private key. ${swapped}`],
  [
    'text',
    'key',
    `${cert} a certificate, but CERT is not: it has no line "-----BEGIN". Convert a DER file with "openssl x509 -inform der -in CERT -out NEW.pem"`,
  ],
  ['cut', 'key', new RegExp(`^${cert} a certificate, but CERT cannot be read \\(.+\\). Is it complete\\?$`)],
  ['half-chain', 'key', new RegExp(`^${cert} certificates, but CERT cannot be read \\(.+\\). Is it complete\\?$`)],
  [
    'weak',
    'weak-key',
    new RegExp(`^${cert} certificates, but CERT has one that is too weak \\(.+\\). Use a key of at least 2048`),
  ],
  ['cert', 'none', 'Cannot read KEY, the file in CLIPLOOP_TLS_KEY: no such file'],
  ['cert', 'chain', `${key} KEY has a certificate. ${swapped}`],
  [
    'cert',
    'text',
    `${key} KEY is not: it has no line "-----BEGIN". Convert a DER file with "openssl pkey -inform der -in KEY -out NEW.pem"`,
  ],
  ['cert', 'cut-key', new RegExp(`^${key} KEY cannot be read \\(.+\\). Is it complete\\?$`)],
  ['cert', 'locked-key', `${key} KEY has one with a passphrase. Remove it with "openssl pkey -in KEY -out NEW.pem"`],
  [
    'cert',
    'other-key',
    'CLIPLOOP_TLS_KEY must be the private key of the certificate in CLIPLOOP_TLS_CERT, but KEY does not belong to CERT',
  ],
])('refuses the certificate "%s" with the key "%s", and says why', async (cert, key, expected) => {
  const message: string = await readTls({ cert: file(cert), key: file(key) }).then(
    () => 'accepted',
    (error) => error.message.replaceAll(file(cert), 'CERT').replaceAll(file(key), 'KEY'),
  );
  if (typeof expected === 'string') expect(message).toBe(expected);
  else expect(message).toMatch(expected);
});

test.each([
  ['has expired', 2020, 2021, 'it expired on Dec 31 23:59:59 2021 GMT. Replace the file, and restart the service'],
  ['is not valid yet', 2048, 2049, 'it is not valid before Jan  1 00:00:00 2048 GMT. Check the clock of this machine'],
  ['is valid', 2020, 2099, undefined],
])('checks the dates of a certificate that %s', async (_, from, to, problem) => {
  const old = certificateOfYears(from, to, 'localhost');
  await writeFile(file('dated'), old.cert);
  await writeFile(file('dated-key'), old.key);
  const warnings: string[] = [];
  await readTls({ cert: file('dated'), key: file('dated-key') }, (message) => warnings.push(message));
  const start = `Clients will refuse the certificate ${file('dated')} in CLIPLOOP_TLS_CERT: `;
  expect(warnings).toEqual(problem === undefined ? [] : [start + problem]);
});
