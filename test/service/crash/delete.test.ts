import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import { appId } from '@cliploop/testing/credential';
import { query } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let folder: string;
let data: string;
let database: TestDatabase;
let server: ServerProcess;
let api: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-delete-crash-'));
  data = join(folder, 'data');
  await drawClip(join(folder, 'clip.mp4'), 'testsrc2=size=32x32:rate=5:duration=1');
  database = await testDatabase();
  server = new ServerProcess(data, { DATABASE_URL: database.url });
  api = await server.up();
}, 60_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Adds a media with animations. @returns its FileId */
async function mediaWith(animations: number): Promise<string> {
  const fileId = await server.addMedia(join(folder, 'clip.mp4'));
  const prefix = `${appId}/${fileId}/`;
  await query(
    database.url,
    `insert into animation (file_id, definition, start_time, end_time, storage_key, container, width, height, bitrate, size, md5)
      select '${fileId}', 20000, n, n + 1, '${prefix}a' || n || '/v.f20000.gif', 'gif', 1, 1, 1, 1, ''
      from generate_series(1, ${animations}) n`,
  );
  for (let n = 1; n <= animations; n += 1) {
    const file = join(data, 'media', `${prefix}a${n}/v.f20000.gif`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'a');
  }
  return fileId;
}

/** Files of a media, and rows that name it. */
async function left(fileId: string): Promise<{ files: number; rows: number }> {
  const found = await readdir(join(data, 'media'), { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile() && entry.parentPath.includes(fileId));
  const [row] = await query(
    database.url,
    `select (select count(*) from animation where file_id = '${fileId}') + (select count(*) from media_deletion)
      + (select count(*) from media where file_id = '${fileId}') + (select count(*) from superseded) as rows`,
  );
  return { files: files.length, rows: Number(row?.rows) };
}

test.each([
  ['at once', 0],
  ['during its first step', 30],
  ['while the rest is deleted', 150],
])(
  'deletes all of a media and nothing else when the service is killed %s',
  async (_, ms) => {
    const [kept, deleted] = [await mediaWith(120), await mediaWith(1_200)];
    const answer = api.DeleteMedia({ FileId: deleted }).then(
      () => true,
      () => false,
    );
    await delay(ms);
    await server.end('SIGKILL');
    const isDone = await answer;
    api = await server.up();
    const { MediaInfoSet = [] } = await api.DescribeMediaInfos({ FileIds: [deleted] });
    const isThere = MediaInfoSet.length === 1;
    // An acknowledged deletion is never lost, and one that was not acknowledged is whole or has not happened.
    if (isDone) expect(isThere).toBe(false);
    if (isThere) {
      expect(await left(deleted)).toEqual({ files: 1_201, rows: 1_201 });
      await api.DeleteMedia({ FileId: deleted });
    }
    await expect.poll(() => left(deleted), { timeout: 75_000, interval: 200 }).toEqual({ files: 0, rows: 0 });
    expect(await left(kept)).toEqual({ files: 121, rows: 121 });
  },
  150_000,
);
