import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';

const bin = fileURLToPath(new URL('../../../apps/server/bin/run.js', import.meta.url));
let folder: string;
let clip: string;
let server: ServerProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-backup-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  server = new ServerProcess(join(folder, 'data'), { CLIPLOOP_LOG_LEVEL: 'warn' });
});
afterEach(async () => {
  await server.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

const check = async (): Promise<string> =>
  (await promisify(execFile)(process.execPath, [bin, 'check', '--data', server.data])).stdout;
const logged = (text: string) => expect.poll(() => server.log.join('\n'), { timeout: 10_000 }).toContain(text);

test('starts with a database that is older than the files, says so, keeps the files, and runs the tasks that it knows', async () => {
  const api = await server.up();
  const FileId = await server.addMedia(clip);
  await server.addMedia(clip);
  const task = { Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 };
  const animate = () => api.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet: [task] } });
  // Killed, so that the backup has a task that has not ended.
  const { TaskId = '' } = await animate();
  await server.end('SIGKILL');
  await server.killPostgres();
  execFileSync('cp', ['-a', join(server.data, 'postgres'), join(folder, 'postgres')]);
  const later = await server.up();
  await finished(later, TaskId);
  const newer = await server.addMedia(clip);
  await server.end('SIGTERM');

  await rm(join(server.data, 'postgres'), { recursive: true });
  execFileSync('cp', ['-a', join(folder, 'postgres'), server.data]);
  const from = server.log.length;
  const restored = await server.up();
  const { ProcedureTask } = await finished(restored, TaskId);
  expect(ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Status).toBe('SUCCESS');
  expect((await restored.DescribeMediaInfos({ FileIds: [newer] })).NotExistFileIdSet).toEqual([newer]);
  await logged('files have no row: the database is older than the files. They are deleted after a week');
  expect(server.log.slice(from).join('\n')).toContain(`1500000000/${newer}/`);
  expect(await readdir(join(server.data, 'media/1500000000', newer))).toHaveLength(1);
  expect(await check()).toContain('files in the library, 0 of them missing');
}, 90_000);

test('starts with files that are older than the database, says so, and answers 404 for them', async () => {
  const api = await server.up();
  const FileId = await server.addMedia(clip);
  const { MediaInfoSet } = await api.DescribeMediaInfos({ FileIds: [FileId] });
  const url = new URL(MediaInfoSet?.[0]?.BasicInfo?.MediaUrl ?? '');
  await server.end('SIGTERM');
  await rm(join(server.data, 'media'), { recursive: true });
  await server.up();
  await logged('files of media are missing: the database is newer than the files');
  expect((await fetch(`${server.origin}${url.pathname}`)).status).toBe(404);
  const output = await check();
  expect(output).toContain('1 files in the library, 1 of them missing');
  expect(output).toContain(url.pathname.replace('/files/', 'media/'));
}, 60_000);

test('refuses a second service with another database on the folder, and lets it share the folder with the same one', async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  const env = { CLIPLOOP_LOG_LEVEL: 'warn' };
  const first = new ServerProcess(server.data, { ...env, DATABASE_URL: one.url });
  const same = new ServerProcess(server.data, { ...env, DATABASE_URL: one.url });
  const second = new ServerProcess(server.data, { ...env, DATABASE_URL: other.url });
  try {
    await first.up();
    await same.up();
    await expect(second.up()).rejects.toThrow(`The data folder ${server.data} belongs to the database with the id `);
    await expect(server.up()).rejects.toThrow(`The data folder ${server.data} belongs to the database with the id `);
  } finally {
    for (const one of [first, same, second]) await one.end('SIGTERM');
    for (const database of [one, other]) await database.drop();
  }
}, 60_000);
