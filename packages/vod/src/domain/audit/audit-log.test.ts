import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { objectOf } from '../../api/audited.js';
import type { Database } from '../../store/database/database.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { type AuditEntry, AuditLog } from './audit-log.js';
import { readAudit } from './read.js';
import { sweepAudit } from './sweep.js';

let database: TestDatabase;
let log: AuditLog;
const warnings: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
beforeEach(async () => {
  warnings.length = 0;
  log = new AuditLog(database.db, (message) => warnings.push(message));
  await sql`truncate audit_change, audit_refusal`.execute(database.db);
});
afterAll(() => database?.close());

const minute = new Date('2030-01-01T12:00:10Z');
const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ time: minute, secretId: 'AKID1', action: 'DeleteMedia', subAppId: 1, object: 'FileId=1' },
  ...{ address: '192.0.2.1', requestId: 'r1', ...more },
});
/** A refused request whose signature is valid. */
const refusal = (code: string, more: Partial<AuditEntry> = {}) => ({ ...entry(more), code, signed: true });
const all = (db: Database = database.db) => readAudit(db, { since: new Date(0), limit: 100_000 });

test('writes every change, in the background and at the stop', async () => {
  log.start();
  log.change(entry());
  await expect.poll(all, { timeout: 20_000 }).toEqual([{ ...entry(), code: 'OK', count: 1 }]);
  for (let index = 0; index < 2_500; index++) log.change(entry({ requestId: String(index) }));
  await log.stop();
  expect(await all()).toHaveLength(2_501);
});

test('counts equal refusals of a minute, of several processes', async () => {
  const other = new AuditLog(database.db);
  for (let index = 0; index < 1_000; index++) {
    const refused = entry({ requestId: String(index), time: new Date(minute.getTime() + index) });
    (index % 2 ? log : other).refuse({ ...refused, code: 'AuthFailure.SignatureFailure', signed: false });
  }
  await Promise.all([log.flush(), other.flush()]);
  log.refuse(refusal('AuthFailure.SignatureFailure', { time: new Date(minute.getTime() + 60_000) }));
  await log.flush();
  expect((await all()).map(({ count }) => count)).toEqual([1_000, 1]);
});

test('writes a bounded number of rows for a flood from many addresses, and counts every request', async () => {
  for (let index = 0; index < 50_000; index++) {
    log.refuse({
      ...entry({ secretId: '', address: `2001:db8::${index.toString(16)}` }),
      code: 'AuthFailure.InvalidSecretId',
      signed: false,
    });
    if (index % 10_000 === 0) await log.flush();
  }
  await log.flush();
  const rows = await all();
  expect(rows.length).toBeLessThanOrEqual(101);
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(50_000);
  expect(rows.find(({ address }) => address === 'others')?.count).toBeGreaterThan(49_000);
});

test('records signed requests that were refused during a flood of others', async () => {
  for (let index = 0; index < 1_000; index++) {
    const flood = { secretId: '', address: `192.0.2.${index}` };
    log.refuse({ ...entry(flood), code: 'AuthFailure.SecretIdNotFound', signed: false });
  }
  log.refuse(refusal('UnauthorizedOperation', { secretId: 'AKID9' }));
  await log.flush();
  expect((await all()).filter(({ secretId }) => secretId === 'AKID9')).toMatchObject([{ action: 'DeleteMedia' }]);
});

test('keeps entries while the database is away, and counts those that it must drop', async () => {
  let away = true;
  const db = new Proxy(database.db, {
    get(target, name) {
      if (away && name === 'getExecutor') throw Object.assign(new Error('connection lost'), { code: '57P01' });
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const broken = new AuditLog(db, (message) => warnings.push(message));
  broken.change(entry());
  broken.refuse(refusal('UnauthorizedOperation'));
  await expect(broken.flush()).rejects.toThrow('connection lost');
  for (let index = 0; index < 20_010; index++) broken.change(entry());
  expect([broken.dropped, warnings.length]).toEqual([11, 1]);
  away = false;
  await broken.stop();
  expect(await all()).toHaveLength(20_001);
});

test('does not stop at an entry that PostgreSQL cannot store', async () => {
  log.change(entry({ object: 'Name=\u0000' }));
  await log.flush();
  log.refuse(refusal('UnauthorizedOperation', { object: '\ud800' }));
  await log.flush();
  log.change(entry());
  await log.flush();
  expect([log.dropped, (await all()).length]).toEqual([2, 1]);
});

test.each([
  [[{ FileId: '1', Name: 'a' }], 'FileId=1'],
  [[{ Name: 'a\u0000\n\u2028b\ud800' }], 'Name=a   b '],
  [[{ FileId: '' }, { TaskId: 't' }], 'TaskId=t'],
  [[{ ClassId: 0, MediaName: 'a.mp4' }], 'MediaName=a.mp4'],
  [[{ ClassId: 0, MediaName: '', SubAppId: 1 }, { TaskId: 't' }], 'TaskId=t'],
  [[{ EventHandles: ['1', '2'] }], 'EventHandles=1,2'],
  [[{ MediaUrl: 'https://u:p@h/?secret' }], ''],
  [[{ VodSessionKey: 'key' }, undefined, null], ''],
])('names the object of %j', (sources, object) => {
  expect(objectOf(...sources)).toBe(object);
});

test('finds entries by time, key, action and code, and returns the newest', async () => {
  log.change(entry());
  log.change(entry({ secretId: 'AKID2', time: new Date(minute.getTime() + 1_000) }));
  const time = new Date(minute.getTime() + 2_000);
  log.refuse(refusal('UnauthorizedOperation', { action: 'CreateClass', time }));
  await log.flush();
  const found = async (filter: object) =>
    (await readAudit(database.db, { since: new Date(0), limit: 10, ...filter })).map(
      ({ secretId, code }) => `${secretId} ${code}`,
    );
  expect(await found({})).toEqual(['AKID1 OK', 'AKID2 OK', 'AKID1 UnauthorizedOperation']);
  expect(await found({ limit: 1 })).toEqual(['AKID1 UnauthorizedOperation']);
  expect(await found({ secretId: 'AKID2' })).toEqual(['AKID2 OK']);
  expect(await found({ action: 'CreateClass' })).toEqual(['AKID1 UnauthorizedOperation']);
  expect(await found({ code: 'OK' })).toEqual(['AKID1 OK', 'AKID2 OK']);
  expect(await found({ code: 'UnauthorizedOperation' })).toEqual(['AKID1 UnauthorizedOperation']);
  const [from, to] = [new Date(minute.getTime() + 500), new Date(minute.getTime() + 1_500)];
  expect(await found({ since: from, until: to })).toEqual(['AKID2 OK']);
  expect(await found({ secretId: "' or true --" })).toEqual([]);
});

test('deletes old entries, and the oldest of too many, without loss of changes to refusals', async () => {
  const now = Date.now();
  for (let index = 0; index < 30; index++)
    log.change(entry({ time: new Date(now - (30 - index) * 60_000), requestId: `c${index}` }));
  for (let index = 0; index < 30; index++) {
    log.refuse(refusal('UnauthorizedOperation', { time: new Date(now - (30 - index) * 60_000) }));
    await log.flush();
  }
  const counts = async () => {
    const rows = await all();
    return [rows.filter(({ code }) => code === 'OK').length, rows.filter(({ code }) => code !== 'OK').length];
  };
  expect(await counts()).toEqual([30, 30]);
  await sweepAudit(database.db, 20.5 * 60_000);
  expect(await counts()).toEqual([20, 20]);
  await sweepAudit(database.db, 3_600_000, { changes: 15, refusals: 5 });
  expect(await counts()).toEqual([15, 5]);
  expect((await all()).filter(({ code }) => code === 'OK')[0]?.requestId).toBe('c15');
});
