import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, refusal } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import { receiver } from '@cliploop/testing/receiver';
import { ServerProcess } from '@cliploop/testing/service-process';
import { SmallDisk } from '@cliploop/testing/small-disk';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { descendants } from '../hostile/processes.js';

const missing = SmallDisk.missing();
const MIB = 2 ** 20;
const full = 'ServiceUnavailable: The disk of the service is full. Try again after its operator has made space';

describe.skipIf(missing)(`a full disk${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let disk: SmallDisk;
  let server: ServerProcess;
  let api: Client;
  let clip: string;
  let FileId: string;

  beforeAll(async () => {
    disk = SmallDisk.make(256);
    clip = join(disk.folder, 'clip.mp4');
    await makeClip(clip);
    server = new ServerProcess(join(disk.folder, 'data'), {
      CLIPLOOP_LOG_LEVEL: 'info',
      CLIPLOOP_RESERVE: '32M',
      CLIPLOOP_ADMIN: 'public',
      CLIPLOOP_FETCH_ALLOW: '127.0.0.1',
    });
    api = await server.up();
    FileId = await server.addMedia(clip);
    // The reserve file is made shortly after the start, if there is space.
    const reserve = join(server.data, 'postgres/reserve');
    await vi.waitFor(() => expect(existsSync(reserve)).toBe(true), 20_000);
  }, 60_000);
  afterAll(async () => {
    await server?.end('SIGTERM');
    disk?.remove();
  }, 60_000);

  const readiness = async (): Promise<string> => {
    const response = await fetch(`${server.origin}/readyz`);
    return `${response.status} ${await response.text()}`;
  };
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${server.origin}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  };
  const mediaProcesses = () =>
    descendants(server.pid)
      .map(({ pid }) => pid)
      .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('media-child-main'));
  const isFull = () => vi.waitFor(async () => expect(await readiness()).toBe('503 {"status":"disk full"}'), 5_000);
  const isReady = () => vi.waitFor(async () => expect(await readiness()).toBe('200 {"status":"ok"}'), 20_000);
  const animate = () =>
    api.ProcessMedia({
      FileId,
      MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }] },
    });

  test('refuses what writes and answers what reads and deletes, and says so in /readyz, in the metrics and once in the log', async () => {
    await vi.waitFor(async () => expect(await readiness()).toBe('200 {"status":"ok"}'));
    expect(await metric('cliploop_disk_reserve_bytes')).toBe(32 * MIB);
    expect(await metric('cliploop_disk_refusing')).toBe(0);
    const other = await server.addMedia(clip);
    const { TaskId = '' } = await animate();
    const { ProcedureTask } = await finished(api, TaskId);
    const url = ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Output?.Url ?? '';

    const from = server.log.length;
    const used = mediaProcesses();
    disk.fill(30 * MIB);
    await isFull();
    // They could keep deleted files open.
    await vi.waitFor(() => expect(mediaProcesses()).not.toEqual(expect.arrayContaining(used)), 5_000);
    expect(await metric('cliploop_disk_refusing')).toBe(1);
    expect(await metric('cliploop_disk_free_bytes')).toBeLessThan(32 * MIB);
    expect(await refusal(animate())).toBe(full);
    expect(await refusal(api.ApplyUpload({ MediaType: 'mp4' }))).toBe(full);
    expect(await refusal(api.PullUpload({ MediaUrl: 'http://127.0.0.1:1/a.mp4' }))).toBe(full);
    expect(await refusal(api.ModifyMediaInfo({ FileId, Name: 'other' }))).toBe(full);
    await expect(server.addMedia(clip)).rejects.toThrow(/The disk of .* is full: .* are free, .* are needed/);

    expect((await fetch(url)).status).toBe(200);
    expect((await api.DescribeMediaInfos({ FileIds: [FileId] })).MediaInfoSet).toHaveLength(1);
    expect((await api.SearchMedia({})).TotalCount).toBe(2);
    expect(await refusal(api.DeleteMedia({ FileId: other }))).toBe('accepted');

    disk.empty();
    await isReady();
    expect(await metric('cliploop_disk_refusing')).toBe(0);
    expect(await refusal(animate())).toBe('accepted');
    const lines = server.log.slice(from).filter((line) => line.includes('"condition":"disk full"'));
    expect(lines.map((line) => JSON.parse(line).level)).toEqual([40, 30]);
  }, 60_000);

  test('keeps the reserve free while uploads come faster than they fit', async () => {
    const uploads = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { StorageBucket, MediaStoragePath, TempCertificate } = await api.ApplyUpload({ MediaType: 'mp4' });
        return { StorageBucket, MediaStoragePath, TempCertificate };
      }),
    );
    const { default: COS } = await import('cos-nodejs-sdk-v5');
    disk.fill(120 * MIB);
    let lowest = disk.free;
    const watching = setInterval(() => (lowest = Math.min(lowest, disk.free)), 5);
    const ends = await Promise.all(
      uploads.map(async ({ StorageBucket = '', MediaStoragePath = '', TempCertificate }) => {
        const sdk = new COS({
          SecretId: TempCertificate?.SecretId ?? '',
          SecretKey: TempCertificate?.SecretKey ?? '',
          SecurityToken: TempCertificate?.Token ?? '',
          Protocol: 'http:',
          Domain: new URL(server.origin).host,
          ConfCwd: '/dev/null/none',
        } as never);
        try {
          await sdk.putObject({
            Bucket: StorageBucket,
            Region: 'ap-guangzhou',
            Key: MediaStoragePath.slice(1),
            Body: Buffer.alloc(24 * MIB, 1),
          });
          return 'done';
        } catch (error) {
          return (error as { code?: string }).code ?? String(error);
        }
      }),
    );
    clearInterval(watching);
    await rm(join(server.data, 'media/.uploads'), { recursive: true });
    disk.empty();
    expect(new Set(ends)).toEqual(new Set(['done', 'ServiceUnavailable']));
    expect(lowest).toBeGreaterThan(24 * MIB);
    await isReady();
  }, 60_000);

  test('lets tasks wait, and runs each once there is space', async () => {
    const { TaskId = '' } = await animate();
    await finished(api, TaskId);
    const source = await receiver(() => 200);
    disk.fill(30 * MIB);
    // Jobs of requests that were accepted a moment before.
    const accepted = await Promise.all(Array.from({ length: 3 }, () => animate().catch(() => ({ TaskId: '' }))));
    await isFull();
    await delay(1_500);
    const tasks = accepted.flatMap((one) => one.TaskId || []);
    for (const id of tasks) {
      const { ProcedureTask } = await api.DescribeTaskDetail({ TaskId: id });
      const [result] = ProcedureTask?.MediaProcessResultSet ?? [];
      expect(result?.AnimatedGraphicTask?.Status).not.toBe('FAIL');
    }
    disk.empty();
    await isReady();
    for (const id of tasks) {
      const { ProcedureTask } = await finished(api, id);
      expect(ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Status).toBe('SUCCESS');
    }
    await source.close();
  }, 60_000);

  test('starts again with no byte free after it was killed, deletes media, and works as before once there is space', async () => {
    const other = await server.addMedia(clip);
    await delay(3_000);
    disk.fill(0);
    // Writes until PostgreSQL has no space either.
    for (let n = 0; n < 60; n++) await api.ManageTask({ TaskId: '1', OperationType: 'Abort' }).catch(() => {});
    await server.end('SIGKILL');
    await server.killPostgres().catch(() => {});
    await writeFile(join(disk.folder, 'last'), 'x').catch(() => {});
    expect(disk.free).toBeLessThan(64 * 1024);
    const from = server.log.length;
    api = await server.up();
    await isFull();
    expect(server.log.slice(from).join('\n')).toContain('using the reserve file to start PostgreSQL');
    expect(await refusal(animate())).toBe(full);
    expect(await refusal(api.DeleteMedia({ FileId: other }))).toBe('accepted');
    expect((await api.DescribeMediaInfos({ FileIds: [FileId] })).MediaInfoSet).toHaveLength(1);
    await server.end('SIGTERM');
    expect(await server.ended).toBe('ended with status 0');
    api = await server.up();
    await isFull();
    disk.empty();
    await isReady();
    const { TaskId = '' } = await animate();
    const { ProcedureTask } = await finished(api, TaskId);
    expect(ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Status).toBe('SUCCESS');
  }, 120_000);
});

test.skipIf(missing).each([
  {
    what: 'space',
    disk: () => SmallDisk.make(20),
    said: /^cliploop-server: The disk of .* is full \(\d+ MiB free\), .* Free at least \d+ MiB: delete files/,
  },
  {
    what: 'inodes',
    disk: () => SmallDisk.make(200, 'nr_inodes=60'),
    said: /^cliploop-server: The disk of .* is full \(\d+ MiB free, \d+ inodes free\), .* and 2000 inodes: /,
  },
])(
  'says what a first start needs on a disk without $what, and starts there once it is larger',
  async ({ disk, said }) => {
    const small = disk();
    const server = new ServerProcess(join(small.folder, 'data'));
    onTestFinished(async () => {
      await server.end('SIGTERM');
      small.remove();
    }, 60_000);
    await expect(server.up()).rejects.toThrow(/^the service ended with status 1:/);
    expect(server.log).toEqual([expect.stringMatching(said)]);
    execFileSync('mount', ['-o', 'remount,size=200m,nr_inodes=9999', small.folder]);
    await server.up();
  },
  120_000,
);
