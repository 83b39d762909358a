import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { clientOf } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import { receiver } from '@cliploop/testing/receiver';
import { ServerProcess } from '@cliploop/testing/service-process';
import { expect, onTestFinished, test } from 'vitest';

const HOUR_MS = 3_600_000;
const preload = fileURLToPath(new URL('../../../packages/testing/src/shifted-clock.mjs', import.meta.url));

test.each([
  ['forward', 1],
  ['back', -1],
])(
  'ends each task once and deletes nothing early when the clock is set %s by an hour, while it runs and during a restart',
  async (_, direction) => {
    const folder = await mkdtemp(join(tmpdir(), 'cliploop-clock-'));
    const clip = join(folder, 'clip.mp4');
    const clock = join(folder, 'clock');
    const received: string[] = [];
    const target = await receiver((_, body) => {
      const { TaskId } = body.ProcedureStateChangeEvent as { TaskId: string };
      received.push(TaskId);
      return 200;
    });
    const server = new ServerProcess(join(folder, 'data'), {
      CLIPLOOP_FETCH_ALLOW: '127.0.0.1',
      CLIPLOOP_LOG_LEVEL: 'warn',
      CLIPLOOP_OUTPUT_GRACE: '30m',
      NODE_OPTIONS: `--import=${preload}`,
      CLIPLOOP_TEST_CLOCK: clock,
    });
    onTestFinished(async () => {
      await server.end('SIGTERM');
      await target.close();
      await rm(folder, { recursive: true, force: true });
    });
    await makeClip(clip);
    await server.up();
    // The clock of the client stays right, so that its requests need the right clock of the service.
    const shifted = async (hours: number) => writeFile(clock, String(hours * HOUR_MS)).then(() => delay(200));
    const api = () => clientOf(new URL(server.origin).host);
    await api().ModifyEventConfig({ Mode: 'PUSH', NotificationUrl: target.url });
    const FileId = await server.addMedia(clip);
    const expires = new Date(Date.now() + HOUR_MS / 2).toISOString().replace(/\.\d+/, '');
    await api().ModifyMediaInfo({ FileId, ExpireTime: expires });
    const animate = async (): Promise<string> => {
      const task = { Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 };
      const { TaskId } = await api().ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet: [task] } });
      return TaskId ?? '';
    };
    const urlOf = async (TaskId: string): Promise<string> => {
      const { ProcedureTask } = await finished(api(), TaskId);
      return ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Output?.Url ?? '';
    };
    // The second file replaces the first.
    const tasks = [await animate()];
    const path = new URL(await urlOf(tasks[0] ?? '')).pathname;
    tasks.push(await animate());
    await urlOf(tasks[1] ?? '');

    tasks.push(await animate(), await animate());
    await shifted(direction);
    await expect.poll(() => new Set(received).size, { timeout: 20_000 }).toBe(4);
    await shifted(0);
    tasks.push(await animate(), await animate());
    await shifted(direction);
    await server.end('SIGKILL');
    await server.listening();
    await expect.poll(() => new Set(received).size, { timeout: 30_000 }).toBe(6);
    await delay(1_000);
    expect((await fetch(`${server.origin}${path}`)).status).toBe(200);
    await shifted(0);
    for (const TaskId of tasks) {
      const { ProcedureTask } = await finished(api(), TaskId);
      expect(ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask?.Status).toBe('SUCCESS');
    }
    expect((await api().DescribeMediaInfos({ FileIds: [FileId] })).MediaInfoSet).toHaveLength(1);
    expect(received.toSorted()).toEqual(tasks.toSorted());
  },
  90_000,
);
