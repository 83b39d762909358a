import { setTimeout } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import type { Tables } from '../tables/index.js';
import { migrate, schemaOf } from './migrate.js';
import { migrations } from './migrations/index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ empty: true });
}, 60_000);
afterAll(() => database?.close());

test('runs each migration once when services start at the same time', async () => {
  await sql`drop schema public cascade`.execute(database.db);
  await sql`create schema public`.execute(database.db);
  const ran = await Promise.all([migrate(database.db), migrate(database.db), migrate(database.db)]);
  expect(ran.flat()).toEqual(migrations.map(({ name }) => name));
  expect(await migrate(database.db)).toEqual([]);
});

test('rolls back a migration that fails', async () => {
  await migrate(database.db);
  const broken = [
    ...migrations,
    { name: '9998-fine', sql: 'create table fine (id integer)' },
    { name: '9999-broken', sql: 'create table broken (id nonsense)' },
  ];
  await expect(migrate(database.db, broken)).rejects.toThrow('type "nonsense" does not exist');
  const { rows } = await sql<{ found: string | null }>`select to_regclass('fine')::text as found`.execute(database.db);
  expect(rows).toEqual([{ found: null }]);
});

test('rejects a database of a newer version', async () => {
  await migrate(database.db);
  await expect(migrate(database.db, [])).rejects.toThrow(
    `The database has the unknown migration ${migrations[0]?.name}: a newer version of cliploop has updated its schema. ` +
      'Run that version, or restore an older backup.',
  );
});

test('compares the schema without changing it', async () => {
  await migrate(database.db);
  const more = [...migrations, { name: '9999-new', sql: 'create table fresh (id integer)' }];
  expect(await schemaOf(database.db)).toBe('current');
  expect(await schemaOf(database.db, more)).toBe('older');
  await expect(schemaOf(database.db, [])).rejects.toThrow('unknown migration');
  await database.db.connection().execute(async (db) => {
    await sql`create schema bare`.execute(db);
    await sql`set search_path = bare`.execute(db);
    expect(await schemaOf(db)).toBe('empty');
    expect((await sql`select to_regclass('migration') is null as bare`.execute(db)).rows).toEqual([{ bare: true }]);
    await sql`reset search_path`.execute(db);
  });
});

test('gives key pairs of older versions all rights, and ends those that were removed from the environment', async () => {
  await sql`drop schema public cascade`.execute(database.db);
  await sql`create schema public`.execute(database.db);
  await migrate(
    database.db,
    migrations.filter(({ name }) => name < '0014'),
  );
  await sql`insert into key_pair (secret_id, secret_key, enabled, origin) values
    ('made', '', true, 'first start'), ('off', '', false, 'first start'), ('env', '', true, 'environment'),
    ('before', '', false, 'environment')`.execute(database.db);
  await migrate(database.db);
  const { rows } = await sql<object>`select secret_id, name, enabled, rights, applications, expire_time,
    origin <> 'environment' or exists (select from key_holder) as held from key_pair order by secret_id`.execute(
    database.db,
  );
  const all = { rights: ['read', 'process', 'manage', 'upload'], applications: null, expire_time: null };
  const environment = { ...all, name: 'Environment', enabled: true, held: false };
  const generated = { ...all, name: 'Generated at the first start', held: true };
  expect(rows).toEqual([
    { ...environment, secret_id: 'before' },
    { ...environment, secret_id: 'env' },
    { ...generated, secret_id: 'made', enabled: true },
    { ...generated, secret_id: 'off', enabled: false },
  ]);
});

test('updates a database while a running service changes tasks and media, without a deadlock', async () => {
  await sql`drop schema public cascade`.execute(database.db);
  await sql`create schema public`.execute(database.db);
  const at = migrations.findIndex(({ name }) => name === '0013-media-terms') + 1;
  await migrate(database.db, migrations.slice(0, at - 1));
  await sql`insert into application (sub_app_id, name, description, status) values (1, 'main', '', 'On')`.execute(
    database.db,
  );
  await sql`insert into task (task_id, sub_app_id, task_type, status, file_id, file_name, file_url, priority, notify_mode,
    session_id, session_context) values ('t', 1, 'Procedure', 'FINISH', '', '', '', 0, '', '', '')`.execute(
    database.db,
  );
  // The index of a large library takes longer than PostgreSQL waits before it looks for deadlocks.
  const slow = { name: '0013-slow', sql: 'select pg_sleep(2)' };
  const known = [...migrations.slice(0, at), slow, ...migrations.slice(at)];
  let migrated: Promise<string[]> | undefined;
  await database.db.transaction().execute(async (trx) => {
    await sql`select from task where task_id = 't' for update`.execute(trx);
    migrated = migrate(database.db, known);
    migrated.catch(() => {});
    await setTimeout(800);
    await sql`set local lock_timeout = 0`.execute(trx);
    await sql`update media set name = '' where false`.execute(trx);
  });
  expect(await migrated).toContain('0016-jobs');
  await sql`delete from migration where name = '0013-slow'`.execute(database.db);
}, 30_000);

test('converts inputs of other products that were stored as text', async () => {
  await migrate(database.db);
  await database.db.connection().execute(async (db) => {
    await sql`create schema poisoned`.execute(db);
    await sql`set search_path = poisoned`.execute(db);
    const at = migrations.findIndex(({ name }) => name === '0010-typed-inputs');
    await migrate(db, migrations.slice(0, at));
    await poison(db);
    await migrate(db);

    const inputs = await sql<{ input: object; message: string }>`
      select input, message from sub_task order by task_id, position`.execute(db);
    expect(inputs.rows).toEqual([
      { input: { Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 0 }, message: '' },
      { input: typedTranscode, message: 'no' },
      { input: { Definition: 10, TimeOffsetSet: [1.5, 2] }, message: 'no' },
    ]);
    const flows = await sql<{ parts: object }>`select parts from procedure order by name`.execute(db);
    expect(flows.rows.map(({ parts }) => parts)).toEqual([
      {
        MediaProcessTask: { TranscodeTaskSet: [typedTranscode], AnimatedGraphicTaskSet: [{ Definition: 20000 }] },
        AiAnalysisTask: { Definition: 20 },
        ImportMediaKnowledgeTaskSet: [{ Definition: 1, KnowledgeBaseIds: ['7'] }],
      },
      ...Array.from({ length: 1200 }, () => ({ AiAnalysisTask: { Definition: 20 } })),
    ]);
    for (const table of ['event_queue', 'event_callback']) {
      const events = await sql<{ content: object }>`select content from ${sql.table(table)} order by id`.execute(db);
      expect(events.rows.map(({ content }) => content)).toEqual([eventOf('', typedTranscode), deleted]);
    }
    await sql`reset search_path`.execute(db);
  });
});

test('moves pulls into sub-tasks and deletes the URLs of pulls that have ended', async () => {
  await migrate(database.db);
  await database.db.connection().execute(async (db) => {
    await sql`create schema pulls`.execute(db);
    await sql`set search_path = pulls`.execute(db);
    const at = migrations.findIndex(({ name }) => name === '0012-pulls-as-sub-tasks');
    await migrate(db, migrations.slice(0, at));
    await sql`insert into application (sub_app_id, name, description, status) values (1, 'main', '', 'On')`.execute(db);
    for (const task of ['a', 'b']) {
      await sql`insert into task (task_id, sub_app_id, task_type, status, file_id, file_name, file_url, priority,
        notify_mode, session_id, session_context)
        values (${task}, 1, 'PullUpload', 'PROCESSING', '', '', '', 0, '', '', '')`.execute(db);
    }
    const upload = { classId: 0, expireTime: null, sourceContext: '', subTasks: [] };
    await sql`insert into pull (task_id, url, name, type, cover_url, upload, status, progress, attempt, faults, job_id)
      values ('a', 'http://h/a', 'n', 'mp4', 'http://h/c', ${JSON.stringify(upload)}, 'PROCESSING', 7, 2, 1,
        '00000000-0000-0000-0000-000000000001')`.execute(db);
    await sql`insert into pull (task_id, url, name, status, progress, message, err_code_ext, basic_info, procedure_task_id)
      values ('b', '', '', 'SUCCESS', 100, 'm', '', '{"Name": "b"}', 'p')`.execute(db);
    await migrate(db, migrations.slice(0, at + 1));
    const columns = sql`task_id, position, kind, input, status, progress, attempt, faults, message, output, job_id`;
    const { rows } = await sql`select ${columns} from sub_task order by task_id`.execute(db);
    const input = { url: 'http://h/a', name: 'n', type: 'mp4', coverUrl: 'http://h/c', upload };
    const common = { position: -1, kind: 'Pull' };
    const ended = { status: 'SUCCESS', progress: 100, attempt: 0, faults: 0, message: 'm', job_id: null };
    expect(rows).toEqual([
      {
        ...{ task_id: 'a', ...common, input, status: 'PROCESSING', progress: 7, attempt: 2, faults: 1, message: '' },
        ...{ output: null, job_id: '00000000-0000-0000-0000-000000000001' },
      },
      { task_id: 'b', ...common, input: {}, ...ended, output: { basicInfo: { Name: 'b' }, procedureTaskId: 'p' } },
    ]);
    await sql`reset search_path`.execute(db);
  });
});

test('counts the bytes of open uploads, and keeps refused callbacks apart from failed ones', async () => {
  await migrate(database.db);
  await database.db.connection().execute(async (db) => {
    await sql`create schema limits`.execute(db);
    await sql`set search_path = limits`.execute(db);
    const at = migrations.findIndex(({ name }) => name === '0015-upload-limits');
    await migrate(db, migrations.slice(0, at));
    await sql`insert into application (sub_app_id, name, description, status) values (1, 'main', '', 'On')`.execute(db);
    await sql`insert into upload (session_key, sub_app_id, secret_id, secret_key, token, expire_time, commit_time)
      values ('a', 1, 'a', '', '', now(), null), ('b', 1, 'b', '', '', now(), null), ('c', 1, 'c', '', '', now(), now())`.execute(
      db,
    );
    await sql`insert into cos_upload (upload_id, session_key, path) values ('u', 'a', 'p')`.execute(db);
    await sql`insert into cos_part (upload_id, number, file, size, md5) values ('u', 1, 'f', 5000000, ''), ('u', 2, 'g', 1, '')`.execute(
      db,
    );
    await sql`insert into cos_object (session_key, path, file, size, etag) values ('a', 'p', 'h', 2000000, ''), ('c', 'p', 'h', 7, '')`.execute(
      db,
    );
    await sql`insert into event_callback (sub_app_id, url, host, content, due_time, reason) values
      (1, '', '', '{}', null, 'To allow this host, start the service with CLIPLOOP_FETCH_ALLOW=127.0.0.1:9'),
      (1, '', '', '{}', null, 'expected status 200, got 500'), (1, '', '', '{}', now(), '')`.execute(db);
    await migrate(db);
    const uploads = await sql`select session_key, size, key_id, permit from upload order by session_key`.execute(db);
    expect(uploads.rows).toEqual([
      { session_key: 'a', size: 5_000_000 + 2 ** 20 + 2_000_000, key_id: null, permit: null },
      { session_key: 'b', size: 0, key_id: null, permit: null },
      { session_key: 'c', size: 0, key_id: null, permit: null },
    ]);
    const callbacks = await sql`select refused_by from event_callback order by id`.execute(db);
    expect(callbacks.rows).toEqual([{ refused_by: '' }, { refused_by: null }, { refused_by: null }]);
    await sql`reset search_path`.execute(db);
  });
});

test('waits for a service of an older version that adds a pull', async () => {
  await migrate(database.db);
  const old = await database.pool.connect();
  await database.db.connection().execute(async (db) => {
    await sql`create schema shared`.execute(db);
    await sql`set search_path = shared`.execute(db);
    const at = migrations.findIndex(({ name }) => name === '0012-pulls-as-sub-tasks');
    await migrate(db, migrations.slice(0, at));
    await sql`insert into application (sub_app_id, name, description, status) values (1, 'main', '', 'On')`.execute(db);
    await old.query('set search_path = shared');
    await old.query('begin');
    await old.query(`insert into task (task_id, sub_app_id, task_type, status, file_id, file_name, file_url, priority,
      notify_mode, session_id, session_context) values ('a', 1, 'PullUpload', 'WAITING', '', '', '', 0, '', '', '')`);
    await old.query(`insert into pull (task_id, url, name, status) values ('a', 'http://h/a', '', 'WAITING')`);
    const migrated = migrate(db);
    await setTimeout(300);
    await old.query('commit');
    await migrated;
    expect((await sql`select task_id, status from sub_task`.execute(db)).rows).toEqual([
      { task_id: 'a', status: 'WAITING' },
    ]);
    await sql`reset search_path`.execute(db);
  });
  old.release(true);
});

test('gives each unfinished sub-task of a database with pg-boss one job, and deletes the schema of pg-boss', async () => {
  await migrate(database.db);
  await database.db.connection().execute(async (db) => {
    await sql`create schema queued`.execute(db);
    await sql`create schema pgboss`.execute(db);
    await sql`create table pgboss.job (id uuid)`.execute(db);
    await sql`set search_path = queued`.execute(db);
    const at = migrations.findIndex(({ name }) => name === '0016-jobs');
    await migrate(db, migrations.slice(0, at));
    await sql`insert into application (sub_app_id, name, description, status) values (1, 'main', '', 'On')`.execute(db);
    const tasks = { waiting: 3, running: -2, pulled: 1, upload: 0, over: 0 };
    for (const [task, priority] of Object.entries(tasks)) {
      await sql`insert into task (task_id, sub_app_id, task_type, status, file_id, file_name, file_url, priority,
        notify_mode, session_id, session_context)
        values (${task}, 1, 'Procedure', 'PROCESSING', '', '', '', ${priority}, '', '', '')`.execute(db);
    }
    await sql`insert into sub_task (task_id, position, kind, input, status, job_id) values
      ('waiting', 0, 'AnimatedGraphics', '{}', 'WAITING', gen_random_uuid()),
      ('waiting', 1, 'Transcode', '{}', 'FAIL', gen_random_uuid()),
      ('waiting', 2, 'AnimatedGraphics', '{}', 'WAITING', null),
      ('running', 0, 'AnimatedGraphics', '{}', 'PROCESSING', gen_random_uuid()),
      ('pulled', -1, 'Pull', '{}', 'SUCCESS', gen_random_uuid()),
      ('pulled', 0, 'AnimatedGraphics', '{}', 'WAITING', gen_random_uuid()),
      ('upload', -1, 'Pull', '{}', 'PROCESSING', gen_random_uuid()),
      ('upload', 0, 'AnimatedGraphics', '{}', 'WAITING', gen_random_uuid()),
      ('over', 0, 'AnimatedGraphics', '{}', 'ABORTED', gen_random_uuid())`.execute(db);
    await migrate(db);
    const { rows } = await sql`select task_id, position, queue, sub_app_id, priority from job
      order by task_id, position`.execute(db);
    const animate = { queue: 'animate', sub_app_id: 1 };
    expect(rows).toEqual([
      { task_id: 'pulled', position: 0, ...animate, priority: 1 },
      { task_id: 'running', position: 0, ...animate, priority: -2 },
      { task_id: 'upload', position: -1, queue: 'pull', sub_app_id: 1, priority: 0 },
      { task_id: 'waiting', position: 0, ...animate, priority: 3 },
      { task_id: 'waiting', position: 2, ...animate, priority: 3 },
    ]);
    const boss = await sql`select to_regnamespace('pgboss') is null as gone`.execute(db);
    expect(boss.rows).toEqual([{ gone: true }]);
    await sql`reset search_path`.execute(db);
  });
});

const textTranscode = {
  Definition: '100010',
  Unknown: '1',
  WatermarkSet: [{ Definition: '10', TextContent: '7', StartTimeOffset: '1.5' }],
  HeadTailSet: [{ Definition: 'none' }],
  OverrideParameter: { Container: 'mp4', VideoTemplate: { Fps: '25' } },
};
const typedTranscode = {
  Definition: 100010,
  WatermarkSet: [{ Definition: 10, TextContent: '7', StartTimeOffset: 1.5 }],
  HeadTailSet: [{}],
  OverrideParameter: { Container: 'mp4', VideoTemplate: { Fps: 25 } },
};
const deleted = { EventType: 'FileDeleted', FileDeleteEvent: { FileIdSet: ['1'], FileDeleteResultInfo: [] } };
const eventOf = (message: string, Input: object) => ({
  EventType: 'ProcedureStateChanged',
  ProcedureStateChangeEvent: {
    TaskId: 't',
    MediaProcessResultSet: [
      {
        Type: 'AnimatedGraphics',
        AnimatedGraphicTask: { Status: 'SUCCESS', Message: message, Input: { Definition: 1 } },
      },
      { Type: 'Transcode', TranscodeTask: { Status: 'FAIL', Message: 'SUCCESS', Input, Output: null } },
    ],
  },
});

/** Inserts rows as form requests stored them. */
async function poison(db: Kysely<Tables>): Promise<void> {
  await sql`insert into application (sub_app_id, name, description, status) values (1, 'main', '', 'On')`.execute(db);
  await sql`insert into task (task_id, sub_app_id, task_type, status, file_id, file_name, file_url, priority, notify_mode,
    session_id, session_context) values ('t', 1, 'Procedure', 'FINISH', '', '', '', 0, '', '', '')`.execute(db);
  const animation = { Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 0 };
  const snapshot = { Definition: '10', TimeOffsetSet: ['1.5', '2'] };
  await sql`insert into sub_task (task_id, position, kind, input, status, message) values
    ('t', 0, 'AnimatedGraphics', ${JSON.stringify(animation)}, 'SUCCESS', 'SUCCESS'),
    ('t', 1, 'Transcode', ${JSON.stringify(textTranscode)}, 'FAIL', 'no'),
    ('t', 2, 'SnapshotByTimeOffset', ${JSON.stringify(snapshot)}, 'FAIL', 'no')`.execute(db);
  const parts = {
    MediaProcessTask: { TranscodeTaskSet: [textTranscode], AnimatedGraphicTaskSet: [{ Definition: 20000 }] },
    AiAnalysisTask: { Definition: '20', Other: 'x' },
    ImportMediaKnowledgeTaskSet: [{ Definition: '1', KnowledgeBaseIds: ['7'] }],
  };
  await sql`insert into procedure (sub_app_id, name, comment, parts) values (1, 'a', '', ${JSON.stringify(parts)})`.execute(
    db,
  );
  // More than one batch.
  const small = JSON.stringify({ AiAnalysisTask: { Definition: '20' } });
  await sql`insert into procedure (sub_app_id, name, comment, parts)
    select 1, 'b' || i, '', ${small}::json from generate_series(1, 1200) as i`.execute(db);
  for (const content of [eventOf('SUCCESS', textTranscode), deleted]) {
    const json = JSON.stringify(content);
    await sql`insert into event_queue (sub_app_id, content) values (1, ${json})`.execute(db);
    await sql`insert into event_callback (sub_app_id, url, host, content) values (1, 'http://h', 'h', ${json})`.execute(
      db,
    );
  }
}
