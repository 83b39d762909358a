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

test('a vault with another key is noticed before it does harm', async () => {
  const other = new KeyPairs(database.db, new Vault(Buffer.alloc(32, 2)));
  await pairs.put(newKeyPair(), 'test');
  expect(await pairs.readable()).toBe(true);
  expect(await other.readable()).toBe(false);
});

test('those that look for a pair and make one take turns', async () => {
  await database.db.deleteFrom('key_pair').execute();
  const made = await Promise.all(
    [1, 2, 3].map(() =>
      pairs.alone(async (own) => {
        if (await own.any()) return 0;
        await own.put(newKeyPair(), 'test');
        return 1;
      }),
    ),
  );
  expect(made.sort()).toEqual([0, 0, 1]);
});

test('work that fails leaves no pair', async () => {
  await database.db.deleteFrom('key_pair').execute();
  const failing = pairs.alone(async (own) => {
    await own.put(newKeyPair(), 'test');
    throw new Error('no space left');
  });
  await expect(failing).rejects.toThrow('no space left');
  expect(await pairs.any()).toBe(false);
});
