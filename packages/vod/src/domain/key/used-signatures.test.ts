import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedDatabase, openDatabase } from '../../store/database/database.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import type { SignatureUse } from '../../wire/signature/request.js';
import { ending } from '../upload/testing/upload-service.js';
import { deleteExpired } from './mark-store.js';
import { type Repeat, UsedSignatures } from './used-signatures.js';

let database: TestDatabase;
let second: OpenedDatabase;
/** Two processes. */
let one: UsedSignatures;
let other: UsedSignatures;

beforeAll(async () => {
  database = await testDatabase();
  second = await openDatabase({ connectionString: database.url }, () => {});
  one = new UsedSignatures(database.db);
  other = new UsedSignatures(second.db);
}, 60_000);
afterAll(async () => {
  await second?.close();
  await database?.close();
});

const now = () => Math.floor(Date.now() / 1000);

function signature(more: Partial<SignatureUse> = {}): SignatureUse {
  return { mark: randomUUID(), content: '', hasNonce: false, coversRequest: false, timestamp: now(), ...more };
}

/** The same signature with another id of the request, as the official clients for Node and Python send it. */
function again(signed: SignatureUse): SignatureUse {
  return { ...signed, traceId: randomUUID() };
}

async function outcome(by: UsedSignatures, signed: SignatureUse, action: string, repeat: Repeat): Promise<string> {
  const [code = ''] = (await ending(by.use(signed, action, repeat))).split(': ');
  return code;
}

const change = (by: UsedSignatures, signed: SignatureUse, action = 'CreateClass') =>
  outcome(by, signed, action, 'never');
const read = (by: UsedSignatures, signed: SignatureUse, action = 'DescribeAllClass') =>
  outcome(by, signed, action, 'always');
const pull = (by: UsedSignatures, signed: SignatureUse) => outcome(by, signed, 'PullEvents', 'shortly');

/** Moves the first use of a signature into the past. */
async function age({ mark }: SignatureUse, seconds: number): Promise<void> {
  await sql`update used_signature set create_time = create_time - make_interval(secs => ${seconds}) where mark = ${mark}`.execute(
    database.db,
  );
}

const received = 'AuthFailure.SignatureExpire';
const used = 'AuthFailure.SignatureFailure';

describe('a change', () => {
  test('is accepted once, by every process', async () => {
    const signed = signature();
    expect([await change(one, signed), await change(one, signed), await change(other, signed)]).toEqual([
      'accepted',
      received,
      received,
    ]);
  });

  test('is accepted once of many at the same time at two processes', async () => {
    const signed = signature();
    const all = await Promise.all(Array.from({ length: 40 }, (_, index) => change(index % 2 ? one : other, signed)));
    expect(all.filter((end) => end === 'accepted')).toHaveLength(1);
    expect(new Set(all)).toEqual(new Set(['accepted', received]));
  });

  test('is refused for another change, with and without an id of the request', async () => {
    for (const signed of [signature(), again(signature())]) {
      expect(await change(one, signed, 'ModifyMediaInfo')).toBe('accepted');
      expect(await change(other, signed, 'DeleteMedia')).toBe(used);
      expect(await change(other, again(signed), 'DeleteMedia')).toBe(used);
    }
  });

  test('is accepted once, and shortly, for a reset of what exists after its creation was refused', async () => {
    for (const signed of [signature(), again(signature())]) {
      expect(await change(one, signed, 'CreateProcedureTemplate')).toBe('accepted');
      await one.release(signed);
      const all = await Promise.all([1, 2, 3].map(() => change(other, signed, 'ResetProcedureTemplate')));
      expect(all.filter((end) => end === 'accepted')).toHaveLength(1);
      expect(await change(one, signed, 'DeleteProcedureTemplate')).toBe(used);
    }
    const deleting = signature();
    await change(one, deleting, 'CreateProcedureTemplate');
    await one.release(deleting);
    expect(await change(other, deleting, 'DeleteProcedureTemplate')).toBe(used);
    const late = signature();
    await change(one, late, 'CreateProcedureTemplate');
    await one.release(late);
    await age(late, 6);
    expect(await change(other, late, 'ResetProcedureTemplate')).toBe(used);
  });

  test('is accepted again shortly with another id of the request, and only once for each id', async () => {
    const signed = again(signature());
    expect(await change(one, signed)).toBe('accepted');
    const repeated = again(signed);
    const all = await Promise.all([change(one, repeated), change(other, repeated), change(other, again(signed))]);
    expect(all.sort()).toEqual([received, 'accepted', 'accepted'].sort());
    await age(signed, 6);
    expect(await change(one, again(signed))).toBe(received);
  });

  test('is refused with an id when the first request had none', async () => {
    const signed = signature();
    expect([await change(one, signed), await change(one, again(signed))]).toEqual(['accepted', received]);
  });

  test('is refused without an id when the first request had one', async () => {
    const signed = signature();
    expect([await change(one, again(signed)), await change(one, signed)]).toEqual(['accepted', received]);
  });

  test('is refused after a read with the same signature, except a creation or modification shortly with another id', async () => {
    for (const action of ['DeleteMedia', 'DeleteProcedureTemplate', 'ManageTask', 'ProcessMedia']) {
      const signed = again(signature());
      await read(one, signed, 'DescribeTasks');
      expect(await change(other, again(signed), action)).toBe(used);
    }
    const plain = signature();
    expect([await read(one, plain), await change(other, plain), await change(other, again(plain))]).toEqual([
      'accepted',
      used,
      used,
    ]);
    const traced = again(signature());
    expect([await read(one, traced), await change(other, traced)]).toEqual(['accepted', used]);
    expect(await change(other, again(traced), 'CreateSubAppId')).toBe('accepted');
    expect(await change(other, again(traced), 'CreateClass')).toBe(used);
    const late = again(signature());
    await read(one, late);
    await age(late, 6);
    expect(await change(other, again(late))).toBe(used);
  });

  test('can be repeated after it was refused, by one of several at the same time', async () => {
    const signed = signature();
    expect(await change(one, signed)).toBe('accepted');
    await one.release(signed);
    expect(await change(other, signed, 'DeleteClass')).toBe(used);
    const all = await Promise.all([change(one, signed), change(other, signed), change(other, signed)]);
    expect(all.sort()).toEqual([received, received, 'accepted'].sort());
  });

  test('cannot be repeated later, although it was refused', async () => {
    const signed = signature();
    await change(one, signed);
    await one.release(signed);
    await age(signed, 6);
    expect(await change(other, signed)).toBe(received);
  });

  test('of something else is refused after a creation that was refused', async () => {
    const signed = signature();
    await change(one, signed, 'CreateProcedureTemplate');
    await one.release(signed);
    for (const action of ['ModifyProcedureTemplate', 'ResetClass', 'DeleteProcedureTemplate']) {
      expect(await change(one, signed, action)).toBe(used);
    }
  });

  test('is refused when parts differ that the signature does not cover', async () => {
    const signed = signature({ content: 'body one' });
    expect(await change(one, signed)).toBe('accepted');
    await one.release(signed);
    expect(await change(one, { ...signed, content: 'body two' })).toBe(used);
  });
});

test('accepts what may be repeated a few times shortly, without an id or a nonce, and as nothing else', async () => {
  const few = (signed: SignatureUse, action = 'ApplyUpload') => outcome(one, signed, action, 'few');
  const signed = signature();
  const all = await Promise.all(Array.from({ length: 25 }, () => few(signed)));
  expect(all.filter((end) => end === 'accepted')).toHaveLength(20);
  expect(new Set(all)).toEqual(new Set(['accepted', received]));
  expect([await few(signed, 'CommitUpload'), await change(one, signed)]).toEqual([used, used]);
  const late = signature();
  await few(late);
  await age(late, 6);
  expect(await few(late)).toBe(received);
  for (const exact of [again(signature()), signature({ hasNonce: true })]) {
    expect([await few(exact), await few(exact)]).toEqual(['accepted', received]);
  }
  const unsigned = signature({ content: 'one' });
  expect([await few(unsigned), await few({ ...unsigned, content: 'two' })]).toEqual(['accepted', used]);
});

test('accepts a read again and again, also as another read', async () => {
  const signed = signature();
  for (const by of [one, other, one]) expect(await read(by, signed)).toBe('accepted');
  expect(await read(other, { ...signed, content: 'other body' })).toBe('accepted');
  expect(await read(other, { ...signed, content: 'other body', hasNonce: true })).toBe(used);
  await age(signed, 500);
  expect(await read(other, signed, 'DescribeEventConfig')).toBe('accepted');
  expect(await read(other, { ...signed, content: 'other body' })).toBe(used);
});

test('accepts a read after a change with the same parameters, but only shortly', async () => {
  const signed = signature();
  expect([await change(one, signed, 'ManageTask'), await read(other, signed)]).toEqual(['accepted', 'accepted']);
  await age(signed, 6);
  expect(await read(other, signed)).toBe(used);
});

test('accepts a pull of events again shortly, also after reads, and not later', async () => {
  const signed = signature();
  expect([await read(one, signed), await pull(one, signed), await pull(other, signed)]).toEqual([
    'accepted',
    'accepted',
    'accepted',
  ]);
  await age(signed, 6);
  expect(await pull(other, signed)).toBe(received);
});

test('keeps a signature until no process accepts its time, and deletes it after that', async () => {
  const times = [now() - 300, now(), now() + 300];
  for (const timestamp of times) {
    const signed = signature({ timestamp });
    await change(one, signed);
    const { expire_time } = await database.db
      .selectFrom('used_signature')
      .select('expire_time')
      .where('mark', '=', signed.mark)
      .executeTakeFirstOrThrow();
    expect(expire_time.getTime() / 1000).toBe(timestamp + 600);
  }
});

test('deletes expired signatures in steps, and no others', async () => {
  const marks = (): Promise<{ mark: string }[]> =>
    database.db.selectFrom('used_signature').select('mark').where('content', '=', 'to delete').execute();
  await database.db.deleteFrom('used_signature').where('expire_time', '<', new Date()).execute();
  const kept = signature({ content: 'to delete' });
  await change(one, kept);
  for (let index = 0; index < 5; index++) {
    await change(one, signature({ content: 'to delete', timestamp: now() - 601 - index }));
  }
  const ends = [await deleteExpired(database.db, 3), (await marks()).length, await deleteExpired(database.db, 3)];
  expect(ends).toEqual([true, 3, false]);
  expect(await marks()).toEqual([{ mark: kept.mark }]);
});

describe('after the clock was set', () => {
  /** Requests that the service accepts although their marks have expired: the clock of the database is fast, or it was for a while. */
  const early = (seconds: number, more: Partial<SignatureUse> = {}) =>
    signature({ timestamp: now() - seconds, ...more });

  test('a change is refused whose mark may be deleted, and later ones are accepted', async () => {
    await sql`delete from service_state where name = 'deleted signatures'`.execute(database.db);
    const signed = early(650);
    expect(await change(one, signed)).toBe('accepted');
    await deleteExpired(database.db);
    expect(await change(one, signed)).toBe(received);
    expect(await change(other, again(signed), 'DeleteMedia')).toBe(received);
    for (const id of [undefined, randomUUID()]) {
      const older = early(651, { traceId: id });
      expect(await read(one, older)).toBe('accepted');
      expect(await change(other, again(older))).toBe(received);
      expect(await pull(other, older)).toBe(received);
    }
    expect([await change(one, early(640)), await change(other, signature())]).toEqual(['accepted', 'accepted']);
  });

  test('nothing is repeated shortly that was first used in the future', async () => {
    const few = (signed: SignatureUse) => outcome(one, signed, 'ApplyUpload', 'few');
    const [applied, pulled, traced] = [signature(), signature(), again(signature())];
    expect([await few(applied), await pull(one, pulled), await change(one, traced)]).toEqual(Array(3).fill('accepted'));
    for (const signed of [applied, pulled, traced]) await age(signed, -3_600);
    expect([await few(applied), await pull(one, pulled), await change(one, again(traced))]).toEqual(
      Array(3).fill(received),
    );
  });
});

test('does not wait for the disk', async () => {
  const { rows } = await sql<{ setting: string }>`show synchronous_commit`.execute(database.db);
  await change(one, signature());
  // The setting holds for one statement only: changes of the service are written to the disk.
  const after = await sql<{ setting: string }>`show synchronous_commit`.execute(database.db);
  expect(after.rows).toEqual(rows);
});

test('needs one connection for many requests at the same time, and fails them all when the database fails', async () => {
  const all = await Promise.all(Array.from({ length: 1_000 }, () => change(one, signature())));
  expect(new Set(all)).toEqual(new Set(['accepted']));
  expect(second.pool.totalCount).toBeLessThanOrEqual(10);
  const closed = await openDatabase({ connectionString: database.url }, () => {});
  const broken = new UsedSignatures(closed.db);
  await closed.close();
  await expect(Promise.all([1, 2].map(() => broken.use(signature(), 'a', 'never')))).rejects.toThrow();
});

test('accepts reads while the database cannot be written, and their signatures for no change later', async () => {
  // A pool with one connection.
  const db = second.unlimited;
  const readOnly = (value: 'on' | 'off') => sql`set default_transaction_read_only = ${sql.lit(value)}`.execute(db);
  const outage = new UsedSignatures(db);
  const signed = signature();
  await readOnly('on');
  expect(await read(outage, signed)).toBe('accepted');
  await expect(outage.use(signature(), 'CreateClass', 'never')).rejects.toMatchObject({ code: '25006' });
  await readOnly('off');
  expect(await change(outage, signed)).toBe(used);
  expect(await change(other, signed)).toBe(used);
  expect(await change(outage, signature())).toBe('accepted');
});
