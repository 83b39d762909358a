import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Vault } from '../../store/secret/vault.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { readAudit } from '../audit/read.js';
import { KeyAdmin, type KeyFields } from './key-admin.js';
import { KeyHolder } from './key-holder.js';
import { type KeyPair, KeyPairs } from './key-pairs.js';
import { allRights } from './rights.js';

let database: TestDatabase;
let admin: KeyAdmin;
let pairs: KeyPairs;
const vault = new Vault(Buffer.alloc(32, 7));
const all: Required<KeyFields> = { name: '', rights: allRights, applications: null, expireTime: null };

beforeAll(async () => {
  database = await testDatabase();
  const values = { sub_app_id: 1, name: 'main', description: '', status: 'On', main: true } as const;
  await database.db.insertInto('application').values(values).execute();
  admin = new KeyAdmin(database.db, vault, 'command of me');
}, 60_000);
beforeEach(async () => {
  await database.db.deleteFrom('key_pair').execute();
  pairs = new KeyPairs(database.db, vault);
});
afterAll(() => database?.close());

const states = async () => (await admin.list()).map(({ state }) => state);
const enabled = async (id: string) => (await pairs.find(id))?.enabled;

test('creates a pair with its rights and applications, and lists no secret', async () => {
  const fields = { name: 'web', rights: ['upload'], applications: [1], expireTime: new Date('2999-01-01') } as const;
  const { secretId, secretKey } = await admin.create(fields);
  expect(await pairs.find(secretId)).toEqual({
    ...{ secretKey, oldSecretKey: undefined, enabled: true, rights: ['upload'], applications: [1] },
  });
  const keys = await admin.list();
  expect(keys).toMatchObject([{ secretId, ...fields, origin: 'command', state: 'enabled', lastUseTime: null }]);
  expect(JSON.stringify(keys)).not.toContain(secretKey);
  const { rows } = await database.pool.query('select encode(secret_key, $1) as sealed from key_pair', ['escape']);
  expect(rows[0].sealed).not.toContain(secretKey);
});

test.each([
  [{ secretKey: 'x'.repeat(15) }, 'The secret key must have at least 16 characters, got 15'],
  [{ secretKey: '' }, 'The secret key must have at least 16 characters, got 0'],
  [
    { secretKey: `${'x'.repeat(16)}\n` },
    'The secret key must have at most 128 characters, all printable ASCII without spaces',
  ],
  [
    { secretKey: 'x'.repeat(129) },
    'The secret key must have at most 128 characters, all printable ASCII without spaces',
  ],
])('refuses the secret key %j', async (given, message) => {
  await expect(admin.create(all, given)).rejects.toThrow(message);
  expect(await admin.list()).toEqual([]);
});

test('accepts a given secret key of 16 characters, and refuses its id a second time', async () => {
  const given = { secretId: 'AKIDgiven', secretKey: 'x'.repeat(16) };
  expect(await admin.create(all, given)).toEqual(given);
  await expect(admin.create(all, given)).rejects.toThrow('Key pair AKIDgiven exists already; choose another --id');
});

test('refuses applications that do not exist', async () => {
  const message = 'Application 2 does not exist; the applications are 1';
  await expect(admin.create({ ...all, applications: [1, 2] })).rejects.toThrow(message);
});

test('disables, enables and changes a pair, and records it', async () => {
  const since = new Date(Date.now() - 1000);
  const { secretId } = await admin.create(all);
  await admin.setEnabled(secretId, false);
  expect([await enabled(secretId), await states()]).toEqual([false, ['disabled']]);
  await admin.setEnabled(secretId, true);
  await admin.modify(secretId, { rights: ['read'], applications: [] });
  expect(await pairs.find(secretId)).toMatchObject({ enabled: true, rights: ['read'], applications: [] });
  const entries = await readAudit(database.db, { since, limit: 10 });
  const mine = entries.filter(({ object }) => object === `SecretId=${secretId}`);
  expect(mine.map(({ action, address }) => [action, address])).toEqual(
    ['key create', 'key disable', 'key enable', 'key modify'].map((action) => [action, 'command of me']),
  );
});

test.each([
  "'; drop table key_pair; --",
  'AKID\u0000',
  '../../etc/passwd',
  '__proto__',
  '',
  'x'.repeat(10_000),
  '%s%n',
])('does not find the pair %j', async (id) => {
  const { secretId } = await admin.create(all);
  const ending = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      () => 'refused',
    );
  expect(await ending(admin.setEnabled(id, false))).toBe('refused');
  expect(await ending(admin.rotate(id, 60))).toBe('refused');
  expect(await enabled(secretId)).toBe(true);
  expect(await admin.list()).toHaveLength(1);
});

test('ends a pair when it expires', async () => {
  const { secretId } = await admin.create({ ...all, expireTime: new Date(Date.now() + 300) });
  expect(await enabled(secretId)).toBe(true);
  await expect.poll(() => enabled(secretId), { timeout: 20_000 }).toBe(false);
  expect(await states()).toEqual(['expired']);
});

describe('rotation', () => {
  test('accepts both secret keys until the overlap ends', async () => {
    const { secretId, secretKey: old } = await admin.create(all);
    const { secretKey } = await admin.rotate(secretId, 1);
    expect(secretKey).not.toBe(old);
    expect(await pairs.find(secretId)).toMatchObject({ secretKey, oldSecretKey: old, enabled: true });
    await expect.poll(async () => (await pairs.find(secretId))?.oldSecretKey, { timeout: 20_000 }).toBe(undefined);
    expect((await admin.rotate(secretId, 1)).secretKey).not.toBe(secretKey);
  });

  test('hands the new secret key over before it replaces the old one, which stays when that fails', async () => {
    const { secretId, secretKey: old } = await admin.create(all);
    const shown: string[] = [];
    const handOver = async ({ secretKey }: KeyPair) => {
      shown.push(secretKey);
      expect(await pairs.find(secretId)).toMatchObject({ secretKey: old });
    };
    const { secretKey } = await admin.rotate(secretId, 0, undefined, { handOver });
    expect(shown).toEqual([secretKey]);
    const fails = async () => {
      throw new Error('no space left');
    };
    await expect(admin.rotate(secretId, 0, undefined, { handOver: fails })).rejects.toThrow('no space left');
    await expect(admin.create(all, {}, fails)).rejects.toThrow('no space left');
    expect(await pairs.find(secretId)).toMatchObject({ secretKey });
    expect(await admin.list()).toHaveLength(1);
  });

  test('lets one of several at the same time win, and keeps the secret key that clients have', async () => {
    const { secretId, secretKey: old } = await admin.create(all);
    const ends = await Promise.allSettled([1, 2, 3, 4].map(() => admin.rotate(secretId, 60)));
    const won = ends.filter((end) => end.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(await pairs.find(secretId)).toMatchObject({ secretKey: won[0]?.value.secretKey, oldSecretKey: old });
    const [lost] = ends.filter((end) => end.status === 'rejected');
    expect(String(lost?.reason.message)).toMatch(/ is being rotated: its old secret key is accepted until /);
  });

  test('ends all older secret keys at once with an overlap of 0', async () => {
    const { secretId } = await admin.create(all);
    await admin.rotate(secretId, 60);
    const { secretKey } = await admin.rotate(secretId, 0);
    expect(await pairs.find(secretId)).toMatchObject({ secretKey, oldSecretKey: undefined });
  });

  test('is refused for a pair of an environment', async () => {
    await pairs.put({ secretId: 'env', secretKey: 'x'.repeat(16) }, 'environment');
    await expect(admin.rotate('env', 60)).rejects.toThrow('Key pair env is from the environment of a service');
  });
});

describe('a pair of an environment', () => {
  const own = { secretId: 'AKIDenv', secretKey: 'x'.repeat(16) };
  beforeEach(() => pairs.put(own, 'environment'));

  test('is accepted while a process has it, by all processes', async () => {
    expect([await enabled('AKIDenv'), await states()]).toEqual([false, ['unused']]);
    const holders = [1, 2].map(() => new KeyHolder(database.db, 'AKIDenv'));
    for (const one of holders) await one.start();
    expect([await enabled('AKIDenv'), await states()]).toEqual([true, ['enabled']]);
    await holders[0]?.stop();
    expect(await enabled('AKIDenv')).toBe(true);
    await holders[1]?.stop();
    expect(await enabled('AKIDenv')).toBe(false);
  });

  test('ends soon after its process was killed, and at once when no other process uses the database', async () => {
    const killed = async (until: Date) =>
      database.db
        .insertInto('key_holder')
        .values({ process: crypto.randomUUID(), secret_id: 'AKIDenv', until })
        .execute();
    await killed(new Date(Date.now() + 400));
    expect(await enabled('AKIDenv')).toBe(true);
    await expect.poll(() => enabled('AKIDenv'), { timeout: 20_000 }).toBe(false);
    await killed(new Date(Date.now() + 5_000));
    await KeyHolder.endOthers(database.db, false);
    expect(await enabled('AKIDenv')).toBe(true);
    await KeyHolder.endOthers(database.db, true);
    expect(await enabled('AKIDenv')).toBe(false);
  });

  test('does not last longer when the clock is set back', async () => {
    const until = new Date(Date.now() + 3_600_000);
    await database.db
      .insertInto('key_holder')
      .values({ process: crypto.randomUUID(), secret_id: 'AKIDenv', until })
      .execute();
    expect(await enabled('AKIDenv')).toBe(false);
    await database.db.deleteFrom('key_holder').execute();
  });

  test('stays disabled by a command', async () => {
    pairs.setOwn('AKIDenv');
    expect(await enabled('AKIDenv')).toBe(true);
    await admin.setEnabled('AKIDenv', false);
    expect(await enabled('AKIDenv')).toBe(false);
  });
});
