import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openVault, Vault } from './vault.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-vault-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('decrypts a secret only for its owner', () => {
  const vault = new Vault(Buffer.alloc(32, 7));
  const sealed = vault.seal('sésame', 'AKID1');
  expect(vault.open(sealed, 'AKID1')).toBe('sésame');
  expect(sealed.includes('same')).toBe(false);
  expect(vault.seal('sésame', 'AKID1').equals(sealed)).toBe(false);
  const message =
    'Cannot decrypt the secret of AKID2: the key file does not match the database. Restore the original key file';
  expect(() => vault.open(sealed, 'AKID2')).toThrow(message);
  expect(() => new Vault(Buffer.alloc(32, 8)).open(sealed, 'AKID1')).toThrow('Cannot decrypt the secret');
  expect(() => vault.open(sealed.subarray(0, 20), 'AKID1')).toThrow('Cannot decrypt the secret');
});

test('creates the key once, readable only by its owner, when several processes start', async () => {
  const file = join(folder, 'deep', 'secret.key');
  const vaults = await Promise.all([openVault(file), openVault(file), openVault(file)]);
  const sealed = vaults[0]?.seal('x', 'y') ?? Buffer.alloc(0);
  for (const vault of [...vaults, await openVault(file)]) expect(vault.open(sealed, 'y')).toBe('x');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'deep'))).toEqual(['secret.key']);
});

test('rejects a file that is not a key', async () => {
  const file = join(folder, 'secret.key');
  await writeFile(file, 'short');
  await expect(openVault(file)).rejects.toThrow(`Key file ${file} must have 32 bytes, got 5; restore it from a backup`);
});
