import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe } from '@cliploop/core';
import type { Downloaded, DownloadOptions } from '@cliploop/fetch';
import { makeClip } from '@cliploop/testing/clip';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ProbeFile } from '../../domain/media/add.js';
import { MediaLibrary } from '../../domain/media/media-library.js';
import { Attempts } from '../../domain/task/attempts.js';
import { Pulls } from '../../domain/task/pulls.js';
import { subAppId, type TaskTables, taskTables } from '../../domain/task/testing/tasks.js';
import { LocalStorage } from '../../store/storage/local-storage.js';
import { ProbeError } from '../media-process/prober.js';
import { Puller } from './puller.js';

let tables: TaskTables;
let folder: string;
let clip: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-puller-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  tables = await taskTables();
}, 60_000);
afterAll(async () => {
  await tables?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Pulls one source. @param errors of its probes, the first one first @returns the row of the pull and the number of downloads */
async function pull(errors: readonly ProbeError[]) {
  const { db } = tables.database;
  const left = [...errors];
  const probeFile: ProbeFile = async (file) => {
    const error = left.shift();
    if (error) throw error;
    return probe(file);
  };
  const storage = new LocalStorage(join(folder, 'media'));
  const media = new MediaLibrary({ db, storage, urlOf: (key) => key, probe: probeFile });
  const scratch = await mkdtemp(join(folder, 'scratch-'));
  const download = vi.fn(async (url: string, { to }: DownloadOptions): Promise<Downloaded> => {
    await copyFile(clip, to as string);
    return { bytes: 1, contentType: undefined, disposition: undefined, url, etag: undefined };
  });
  const puller = new Puller({
    queue: tables.queues.pull,
    attempts: new Attempts(db),
    pulls: new Pulls(db, tables.queues.animate, tables.tasks),
    media,
    fetcher: { download },
    scratch,
    limits: { size: 2 ** 30, time: 60 },
    log: () => {},
  });
  const source = { fileId: '', fileName: 'a', fileUrl: '', meta: null, pull: { url: 'http://example.org/a.mp4' } };
  const taskId = await tables.create({ source });
  puller.start();
  const row = await vi.waitFor(
    async () => {
      const found = await db
        .selectFrom('sub_task')
        .select(['status', 'err_code_ext', 'message', 'attempt', 'faults'])
        .where('task_id', '=', taskId)
        .where('position', '=', -1)
        .executeTakeFirstOrThrow();
      expect(['SUCCESS', 'FAIL']).toContain(found.status);
      return found;
    },
    { timeout: 30_000, interval: 20 },
  );
  await puller.stop();
  expect(await readdir(scratch)).toEqual([]);
  await tables.tasks.abort(subAppId, taskId).catch(() => {});
  return { ...row, downloads: download.mock.calls.length };
}

const died = new ProbeError('DECODER_DIED', 'The decoder crashed on this file, which is probably damaged', true);
const busy = new ProbeError('PROBES_BUSY', 'too many files', true);

test('fails a pull after the third crash of the decoder, and names the file as the cause', async () => {
  expect(await pull([died, died, died])).toMatchObject({
    status: 'FAIL',
    err_code_ext: 'SourceFileError.ContentMalformed',
    message: 'The decoder crashed on this file, which is probably damaged',
    attempt: 3,
  });
}, 60_000);

test('adds the source after two crashes that had another cause', async () => {
  expect(await pull([died, died])).toMatchObject({ status: 'SUCCESS', attempt: 3, faults: 2 });
}, 60_000);

test.each(['TIMEOUT', 'LIMIT_MEMORY'])(
  'fails a pull at once whose file exceeds a limit: %s',
  async (code) => {
    expect(await pull([new ProbeError(code, 'The source takes too much', false)])).toMatchObject({
      status: 'FAIL',
      err_code_ext: 'SourceFileError.ContentUnsupported',
      message: 'The source takes too much',
      attempt: 1,
    });
  },
  60_000,
);

test('waits without another download while too many files of the application wait to be read', async () => {
  expect(await pull([busy, busy])).toMatchObject({ status: 'SUCCESS', attempt: 1, faults: 0, downloads: 1 });
}, 60_000);
