import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, runningPostgres } from '@cliploop/vod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mediaCommand } from './media-command.js';
import { makeClip } from './testing/clip.js';
import { ServerProcess } from './testing/process.js';

let folder: string;
let clip: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-media-command-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  server = new ServerProcess(join(folder, 'data'));
});
afterAll(async () => {
  await server?.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

function add(): Promise<string> {
  return mediaCommand(['add', clip], { CLIPLOOP_DATA: server.data });
}

/** In the database of the service that runs. */
async function query(sql: string): Promise<Record<string, unknown>[]> {
  const { pool, close } = await openDatabase(runningPostgres(server.data) ?? {}, () => {});
  const { rows } = await pool.query(sql).finally(close);
  return rows;
}

test('with a service and without, and beside one of another version not at all', async () => {
  const fileId = /^\d{19}\n$/;
  await expect(add()).rejects.toThrow(
    `${server.data} is not the data folder of a service; start the service there first, or name its folder with --data`,
  );
  await server.up();
  expect(await add()).toMatch(fileId);
  await server.end('SIGTERM');
  expect(await add()).toMatch(fileId);
  await server.up();

  const names = 'select name from migration order by name';
  const before = await query(names);
  await query("insert into migration (name) values ('9999-later')");
  await expect(add()).rejects.toThrow(/^The database holds the migration 9999-later, which this version/);
  await query(`delete from migration where name in ('9999-later', '${before.at(-1)?.name}')`);
  // It runs with what it knows; a schema that changed below it could be one that it cannot use.
  await expect(add()).rejects.toThrow(
    'The schema of the database is that of an older version, which may be running. Start the service of this version, ' +
      'which brings it up to date, or add the media with the older one.',
  );
  expect(await query(names)).toEqual(before.slice(0, -1));
});
