import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Client, clientOf, refusal } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { finished } from '@cliploop/testing/finished';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appId, credential, type Running, startService } from '../../support/service.ts';

let running: Running;
let folder: string;
let api: Client;
let FileId: string;
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-operations-'));
  const clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  const sink = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line));
      done();
    },
  });
  running = await startService({}, {}, pino({ level: 'trace' }, sink));
  ({ fileId: FileId } = await running.service.media.add({ subAppId: appId, file: clip, keep: true, name: 'clip' }));
  api = clientOf(running.endpoint);
}, 60_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const get = async (path: string, origin = `http://${running.endpoint}`): Promise<string> => {
  const response = await fetch(`${origin}${path}`);
  return `${response.status} ${await response.text()}`;
};

/** The value of a line of /metrics; 0 if the line does not exist yet. */
async function metric(line: string): Promise<number> {
  const found = (await get('/metrics', running.admin)).split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
}

const animations = (...AnimatedGraphicTaskSet: object[]) =>
  api.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet: AnimatedGraphicTaskSet as never } });

test('reports that it is running and ready', async () => {
  expect(await get('/healthz')).toBe('200 {"status":"ok"}');
  expect(await get('/readyz')).toBe('200 {"status":"ok"}');
});

test('counts requests, animations and waiting jobs in metrics', async () => {
  const counters = [
    'cliploop_api_requests_total{action="ProcessMedia",code="OK"}',
    'cliploop_animations_total{format="webp",code="OK"}',
    'cliploop_animations_total{format="gif",code="InvalidInput.InvalidTimeOffset"}',
    'cliploop_animation_encode_seconds_count{format="webp"}',
    'cliploop_animation_wait_seconds_count',
  ];
  const values = () => Promise.all(counters.map(metric));
  const before = await values();
  const { TaskId } = await animations(
    { Definition: 20001, EndTimeOffset: 1 },
    { Definition: 20000, StartTimeOffset: 9 },
  );
  await finished(api, TaskId);
  const after = await values();
  expect(after.map((value, index) => value - (before[index] ?? 0))).toEqual([1, 1, 1, 1, 2]);
  expect(await metric('cliploop_animation_encode_seconds_sum{format="webp"}')).toBeGreaterThan(0);
  expect(await metric('cliploop_queue_depth{queue="animate",state="WAITING"}')).toBe(0);
});

test('logs requests and tasks with their ids', async () => {
  const { TaskId = '', RequestId } = await animations({ Definition: 20000, EndTimeOffset: 1 });
  await finished(api, TaskId);
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries.find(({ requestId }) => requestId === RequestId)).toMatchObject({
    msg: 'API request answered',
    action: 'ProcessMedia',
    taskId: TaskId,
    secretId: credential.secretId,
  });
  await expect
    .poll(() => lines.filter((line) => line.includes('"animation attempt finished"') && line.includes(TaskId)))
    .toHaveLength(1);
});

test('logs no secrets', async () => {
  await api.ModifyEventConfig({ SignKey: 'SignKey123', NotificationUrl: 'http://127.0.0.1:9/?token=SignKey456' });
  const stranger = clientOf(running.endpoint, {}, { secretId: 'AKIDstranger', secretKey: 'SignKey789' });
  expect(await refusal(stranger.DescribeSubAppIds({}))).toMatch(/^AuthFailure/);
  const Url = 'http://user:SignKey000@127.0.0.1:9/a.mp4?token=SignKey111';
  const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20000 }] };
  const { TaskId } = await api.ProcessMedia({ FileId: '', Url, MediaProcessTask } as never);
  await finished(api, TaskId);
  const log = lines.join('');
  expect(log).toContain('"download attempt finished"');
  expect(log).not.toContain(credential.secretKey);
  expect(log).not.toContain('SignKey');
});
