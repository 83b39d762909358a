import { afterAll, beforeAll, expect, test } from 'vitest';
import { Vault } from '../../store/secret/vault.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { KeyPairs, newKeyPair } from './key-pairs.js';

let database: TestDatabase;
let pairs: KeyPairs;

beforeAll(async () => {
  database = await testDatabase();
  pairs = new KeyPairs(database.db, new Vault(Buffer.alloc(32, 1)));
});
afterAll(() => database?.close());

test('detects that the stored keys were encrypted with another key', async () => {
  const other = new KeyPairs(database.db, new Vault(Buffer.alloc(32, 2)));
  await pairs.put(newKeyPair(), 'test');
  expect(await pairs.canDecrypt()).toBe(true);
  expect(await other.canDecrypt()).toBe(false);
});

test('creates one pair when several processes start at the same time', async () => {
  await database.db.deleteFrom('key_pair').execute();
  const made = await Promise.all(
    [1, 2, 3].map(() =>
      pairs.withLock(async (own) => {
        if (await own.hasStored()) return 0;
        await own.put(newKeyPair(), 'test');
        return 1;
      }),
    ),
  );
  expect(made.sort()).toEqual([0, 0, 1]);
});

test('stores no pair when the work fails', async () => {
  await database.db.deleteFrom('key_pair').execute();
  const failing = pairs.withLock(async (own) => {
    await own.put(newKeyPair(), 'test');
    throw new Error('no space left');
  });
  await expect(failing).rejects.toThrow('no space left');
  expect(await pairs.hasStored()).toBe(false);
});
