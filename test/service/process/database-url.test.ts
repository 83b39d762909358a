import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import { type Major, missing, PostgresServer } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
let clip: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cliploop-database-url-'));
  clip = join(folder, 'clip.mp4');
  await drawClip(clip, 'testsrc2=size=640x480:rate=25:duration=8');
});
const processes: ServerProcess[] = [];
afterAll(async () => {
  for (const one of processes) await one.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const versions: readonly Major[] = [15, 18];
for (const major of versions) {
  const reason = missing(major);
  if (reason !== undefined) console.log(`PostgreSQL ${major} is not tested: ${reason}`);
}

describe.each(versions.filter((major) => missing(major) === undefined))('PostgreSQL %d', (major) => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await PostgresServer.start(major);
  });
  afterAll(() => postgres?.close());

  /** @param data name of the data folder */
  function service(DATABASE_URL: string, data: string, env: NodeJS.ProcessEnv = {}): ServerProcess {
    const log = { CLIPLOOP_LOG_LEVEL: 'info' };
    const made = new ServerProcess(join(folder, `${major}-${data}`), { DATABASE_URL, ...log, ...env });
    processes.push(made);
    return made;
  }

  /** The migrations of each start. */
  function migrationsOf({ log }: ServerProcess): string[][] {
    const lines = log.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    return lines.filter(({ migrations }) => migrations).map(({ migrations }) => migrations);
  }

  test('creates the schema on the first start and keeps the data for the second', async () => {
    const server = service(await postgres.database('whole'), 'whole');
    const api = await server.up();
    const [ran] = migrationsOf(server);
    expect(ran?.length).toBeGreaterThan(0);
    expect(await postgres.query('whole', 'show server_version_num')).toEqual([
      { server_version_num: expect.stringMatching(`^${major}`) },
    ]);
    const TaskId = await checkTask(api, await server.addMedia(clip));
    await server.end('SIGTERM');
    expect(await server.ended).toBe('ended with status 0');

    const again = await server.up();
    expect(migrationsOf(server)).toHaveLength(1);
    await checkDone(again, TaskId);
    await server.end('SIGTERM');
    // It never started the embedded PostgreSQL.
    expect(server.log.join('\n')).not.toContain(postgres.password);
    expect(() => readFileSync(join(server.data, 'postgres'))).toThrow('ENOENT');
  });

  test('shares one schema, one key file and one key pair between two simultaneous first starts', async () => {
    const url = await postgres.database('together');
    // Without a key pair in the environment each service would generate one.
    const none = { CLIPLOOP_SECRET_ID: '', CLIPLOOP_SECRET_KEY: '' };
    const both = [service(url, 'together', none), service(url, 'together', none)];
    const apis = await Promise.all(both.map((one) => one.up()));
    expect(both.flatMap(migrationsOf)).toHaveLength(1);
    const pair = readFileSync(join(folder, `${major}-together`, 'credentials'), 'utf8');
    const [, secretId = '', secretKey = ''] = /ID=(.+)\n.+KEY=(.+)\n/.exec(pair) ?? [];
    expect(await postgres.query('together', 'select secret_id from key_pair')).toEqual([{ secret_id: secretId }]);
    for (const api of apis) {
      const endpoint = (api as unknown as { profile: { httpProfile: { endpoint: string } } }).profile.httpProfile
        .endpoint;
      const signed = clientOf(endpoint, {}, { secretId, secretKey });
      expect((await signed.DescribeSubAppIds({})).SubAppIdInfoSet).toHaveLength(1);
    }
    const isProblem = (line: string) => /"level":[456]0/.test(line) && !line.includes('is a superuser');
    expect(both.map(({ log }) => log.filter(isProblem))).toEqual([[], []]);
    await Promise.all(both.map((one) => one.end('SIGTERM')));
  });

  test('refuses a second service with another key file', async () => {
    const url = await postgres.database('sealed');
    const api = await service(url, 'sealed').up();
    const other = service(url, 'other');
    await expect(other.up()).rejects.toThrow(
      `cliploop-server: Cannot decrypt the secrets in the database with ${join(other.data, 'secret.key')}: a service ` +
        'with another key encrypted them. Services that share a database must share its data folder: set --data to that folder.',
    );
    expect((await api.DescribeSubAppIds({})).SubAppIdInfoSet).toHaveLength(1);
  });

  test('adds media to an empty database, but never to a schema of another version', async () => {
    const server = service(await postgres.database('added'), 'added');
    const FileId = await server.addMedia(clip);
    const api = await server.up();
    expect(migrationsOf(server)).toEqual([]);
    await checkTask(api, FileId);
    await server.end('SIGTERM');

    const names = 'select name from migration order by name';
    const before = await postgres.query('added', names);
    await postgres.query('added', "insert into migration (name) values ('9999-later')");
    await expect(server.addMedia(clip)).rejects.toThrow(
      'cliploop-server: DATABASE_URL: The database has the unknown migration 9999-later: a newer version',
    );
    const last = before.at(-1)?.name;
    await postgres.query('added', `delete from migration where name in ('9999-later', '${last}')`);
    await expect(server.addMedia(clip)).rejects.toThrow(
      'cliploop-server: DATABASE_URL: The database has the schema of an older version, and a service of that version may be',
    );
    expect(await postgres.query('added', names)).toEqual(before.slice(0, -1));
  });

  test('loses no task and no event when PostgreSQL is killed and restarted', async () => {
    const server = service(await postgres.database('killed'), 'killed', { CLIPLOOP_LOG_LEVEL: 'warn' });
    const api = await server.up();
    await api.ModifyEventConfig({ Mode: 'PULL' });
    const FileId = await server.addMedia(clip);
    const tasks = [await begin(api, FileId, 0), await begin(api, FileId, 1), await begin(api, FileId, 2)];
    await until(async () => (await api.DescribeTasks({ Status: 'PROCESSING' })).TaskSet?.length !== 0);
    await postgres.kill();
    await expect(api.DescribeTasks({})).rejects.toMatchObject({ code: 'InternalError' });
    await postgres.up();
    await pulled(api, tasks);
    for (const task of tasks) await checkDone(api, task);
    expect(server.runs).toBe(true);
    expect(server.log.join('\n')).not.toContain(postgres.password);
    await server.end('SIGTERM');
    expect(await server.ended).toBe('ended with status 0');
  });
});

/** Runs a task up to its event. @returns its id */
async function checkTask(api: Client, FileId: string): Promise<string> {
  await api.ModifyEventConfig({ Mode: 'PULL' });
  const TaskId = await begin(api, FileId, 0);
  await pulled(api, [TaskId]);
  await checkDone(api, TaskId);
  return TaskId;
}

type Detail = Awaited<ReturnType<Client['DescribeTaskDetail']>>;

async function begin(api: Client, FileId: string, StartTimeOffset: number): Promise<string> {
  const one = { Definition: 20000, StartTimeOffset, EndTimeOffset: StartTimeOffset + 4 };
  const AnimatedGraphicTaskSet = [one, { ...one, Definition: 20001 }];
  const { TaskId = '' } = await api.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet } });
  return TaskId;
}

/** Repeats a call until PostgreSQL is back. */
async function retried<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if ((error as { code?: string }).code !== 'InternalError') throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Pulls and confirms events until each of these tasks has one. */
async function pulled(api: Client, tasks: readonly string[]): Promise<void> {
  const received: string[] = [];
  while (received.length < tasks.length) {
    const { EventSet = [] } = await retried(() => api.PullEvents({}));
    for (const { EventHandle = '', ProcedureStateChangeEvent } of EventSet) {
      received.push(ProcedureStateChangeEvent?.TaskId ?? '');
      await retried(() => api.ConfirmEvents({ EventHandles: [EventHandle] }));
    }
  }
  expect(received.sort()).toEqual([...tasks].sort());
}

async function checkDone(api: Client, TaskId: string): Promise<void> {
  const { Status, ProcedureTask }: Detail = await retried(() => api.DescribeTaskDetail({ TaskId }));
  const results = ProcedureTask?.MediaProcessResultSet ?? [];
  expect([Status, ...results.map((result) => result.AnimatedGraphicTask?.Status)]).toEqual([
    'FINISH',
    'SUCCESS',
    'SUCCESS',
  ]);
}
