import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { blackPng } from '@cliploop/testing/black-png';
import { makeClip } from '@cliploop/testing/clip';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { MediaLibrary } from '../../domain/media/media-library.js';
import { storeSettings } from '../../domain/settings/stored.js';
import { Attempts } from '../../domain/task/attempts.js';
import { subAppId, type TaskTables, taskTables } from '../../domain/task/testing/tasks.js';
import { Templates } from '../../domain/template/templates.js';
import { NoSpace } from '../../store/health/disk-space.js';
import { LocalStorage } from '../../store/storage/local-storage.js';
import type { AttemptReport } from './slot.js';
import { Worker } from './worker.js';

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const compiled = script('../../../dist/work/media-process/media-child-main.js');

let tables: TaskTables;
let folder: string;
let media: MediaLibrary;
let fileId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-worker-'));
  const clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  tables = await taskTables();
  const storage = new LocalStorage(join(folder, 'media'));
  media = new MediaLibrary({ db: tables.database.db, storage, urlOf: (key) => key });
  ({ fileId } = await media.add({ subAppId, file: clip, keep: true, name: 'clip' }));
}, 60_000);
afterAll(async () => {
  await tables?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

// No unfinished files remain.
afterEach(async () => expect((await readdir(folder)).sort()).toEqual(['clip.mp4', 'media']));

const reports: AttemptReport[] = [];

type Changes = Partial<Pick<ConstructorParameters<typeof Worker>[0], 'slots' | 'main' | 'limits' | 'space' | 'ready'>>;

function worker(options: Changes = {}): Worker {
  const { db } = tables.database;
  reports.length = 0;
  const made = new Worker({
    queue: tables.queues.animate,
    attempts: new Attempts(db),
    templates: new Templates(db),
    media,
    scratch: folder,
    limits: { segment: 600, time: 60, memory: 2 ** 31 },
    slots: 1,
    main: compiled,
    report: (report) => reports.push(report),
    log: () => {},
    ...options,
  });
  // A worker of a failed test would take the tasks of the next one.
  onTestFinished(() => made.stop());
  return made;
}

const task = (priority = 0, seconds = 0.5, of = fileId) =>
  tables.create({
    source: { fileId: of, fileName: 'clip', fileUrl: '', meta: null },
    subTasks: [{ kind: 'AnimatedGraphics', input: { Definition: 20000, EndTimeOffset: seconds } }],
    priority,
  });

const ended = (taskId: string) =>
  vi.waitFor(
    async () => {
      const whole = await tables.tasks.find(subAppId, taskId);
      expect(whole?.task.status).toBe('FINISH');
      return whole?.subTasks[0];
    },
    { timeout: 30_000, interval: 50 },
  );

test('runs tasks by priority, then by age', async () => {
  const priorities = [0, -10, 10, 0, 3, -10, 10];
  const ids: string[] = [];
  for (const priority of priorities) ids.push(await task(priority));
  const one = worker();
  one.start();
  for (const id of ids) await ended(id);
  await one.stop();
  expect(reports.map(({ taskId }) => ids.indexOf(taskId))).toEqual([2, 6, 4, 0, 3, 1, 5]);
  expect(reports[0]).toMatchObject({ code: 'OK', format: 'gif', attempt: 1, position: 0 });
  for (const { encodeSeconds, seconds } of reports) expect(encodeSeconds > 0 && encodeSeconds < seconds).toBe(true);
}, 60_000);

test('takes no job until there is space, and returns a running one when the disk fills, without counting a failure', async () => {
  const space = { full: true, critical: false };
  const check = (): void => {
    if (space.full) throw new NoSpace('full');
  };
  const ready = async (stop: AbortSignal): Promise<void> => {
    while (space.full && !stop.aborted) await delay(10);
  };
  const id = await task();
  const one = worker({
    main: script('../media-process/testing/stuck-child.js'),
    ready,
    space: {
      check,
      get full() {
        return space.full;
      },
      get critical() {
        return space.critical;
      },
    },
  });
  one.start();
  await delay(300);
  expect((await tables.tasks.find(subAppId, id))?.task.status).toBe('WAITING');
  space.full = false;
  space.critical = true;
  await vi.waitFor(
    () => expect(reports).toContainEqual(expect.objectContaining({ code: 'Retry', message: 'the disk is full' })),
    20_000,
  );
  await one.stop();
  const next = worker();
  next.start();
  expect(await ended(id)).toMatchObject({ status: 'SUCCESS', faults: 0 });
  await next.stop();
}, 60_000);

test('fails a task after three crashes of the media process, and continues with the next', async () => {
  const id = await task();
  const dying = worker({ main: script('../media-process/testing/dying-child.js') });
  dying.start();
  const failed = await ended(id);
  await dying.stop();
  expect(failed).toMatchObject({
    status: 'FAIL',
    err_code_ext: 'SourceFileError.ContentMalformed',
    message: 'The decoder crashed 3 times on this file, which is probably damaged',
    attempt: 3,
  });
  expect(reports.map(({ code }) => code)).toEqual(['Retry', 'Retry', 'SourceFileError.ContentMalformed']);
  const healthy = worker();
  healthy.start();
  expect((await ended(await task()))?.status).toBe('SUCCESS');
  await healthy.stop();
}, 60_000);

test.each(['aborting', 'probing'])(
  'fails a task after three false answers of the %s media process',
  async (name) => {
    const id = await task();
    const lying = worker({ main: script(`../media-process/testing/${name}-child.js`) });
    lying.start();
    expect(await ended(id)).toMatchObject({ status: 'FAIL', attempt: 3 });
    await lying.stop();
  },
  60_000,
);

test('returns the job to the queue when it stops, and another worker completes it', async () => {
  const id = await task();
  const stuck = worker({ main: script('../media-process/testing/stuck-child.js') });
  stuck.start();
  await vi.waitFor(async () => expect((await tables.tasks.find(subAppId, id))?.task.status).toBe('PROCESSING'));
  await stuck.stop();
  const next = worker();
  next.start();
  expect(await ended(id)).toMatchObject({ status: 'SUCCESS', attempt: 2, faults: 0 });
  await next.stop();
}, 60_000);

test('ignores the result of an older attempt', async () => {
  const id = await task();
  const attempts = new Attempts(tables.database.db);
  const late = await attempts.begin({ taskId: id, position: 0 });
  const now = worker();
  now.start();
  expect((await ended(id))?.attempt).toBe(2);
  await now.stop();
  const record = vi.fn();
  const facts = { Frames: 1, Duration: 1, Loop: 0, Seconds: 1, Warnings: [] };
  if (late) expect(await attempts.succeed(late, { output: { Url: 'late' }, facts }, record)).toBe(false);
  expect(record).not.toHaveBeenCalled();
}, 60_000);

test('does not try an animation again that needs more memory than the service allows', async () => {
  const picture = join(folder, 'large.png');
  await writeFile(picture, blackPng(4096, 2160, 16));
  const large = await media.add({ subAppId, file: picture, keep: true, name: 'large' });
  await rm(picture);
  // Enough for the process itself, which is ended when it uses more.
  const small = worker({ limits: { segment: 600, time: 60, memory: 2 ** 28 } });
  const id = await task(0, 0.5, large.fileId);
  small.start();
  expect(await ended(id)).toMatchObject({
    status: 'FAIL',
    err_code_ext: 'SourceFileError.ContentUnsupported',
    message: expect.stringContaining('needs more memory than this service allows'),
    attempt: 1,
  });
  await small.stop();
}, 60_000);

const own = (settings: string) =>
  tables.create({
    source: { fileId, fileName: 'clip', fileUrl: '', meta: null },
    subTasks: [{ kind: 'AnimatedGraphics', input: { Definition: 0, EndTimeOffset: 0.5 }, settings }],
  });

test('makes an animation with the settings of its row, also when a worker ended before', async () => {
  const id = await own(storeSettings({ Format: 'webp', Width: '25%', Fps: 4, Loop: 2 }));
  const stuck = worker({ main: script('../media-process/testing/stuck-child.js') });
  stuck.start();
  const status = async () => (await tables.tasks.find(subAppId, id))?.task.status;
  await vi.waitFor(async () => expect(await status()).toBe('PROCESSING'), 10_000);
  await stuck.stop();
  const next = worker();
  next.start();
  expect(await ended(id)).toMatchObject({
    status: 'SUCCESS',
    output: { Definition: 0, Container: 'webp', Width: 80, Height: 60 },
    facts: { Frames: 2, Duration: 0.5, Loop: 2, Warnings: [] },
  });
  // The report follows the end of the task.
  await vi.waitFor(() => expect(reports.at(-1)).toMatchObject({ code: 'OK', format: 'webp' }), 10_000);
  await next.stop();
}, 60_000);

test.each([
  [
    'settings of a newer version',
    { version: 2, settings: {} },
    'InternalError',
    /^A newer version of the service stored/,
  ],
  [
    'a value that is no longer accepted',
    { version: 1, settings: { Fps: 'fast' } },
    'InvalidInput.ConfigurationUnsupported',
    /^Settings.Fps must be/,
  ],
  [
    'a setting that no longer exists',
    { version: 1, settings: { Sparkle: 1 } },
    'InvalidInput.ConfigurationUnsupported',
    /^Unknown option Settings.Sparkle/,
  ],
])(
  'fails an animation with %s',
  async (_, stored, code, message) => {
    const one = worker();
    one.start();
    expect(await ended(await own(JSON.stringify(stored)))).toMatchObject({
      ...{ status: 'FAIL', err_code_ext: code, message: expect.stringMatching(message), attempt: 1 },
    });
    expect((await ended(await task()))?.status).toBe('SUCCESS');
    await one.stop();
  },
  60_000,
);
