import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clientOf } from '@cliploop/testing/client';
import { fc } from '@cliploop/testing/fuzz';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changedInput } from '../hostile/inputs.ts';
import { Random } from '../hostile/mutate.ts';
import { Site } from '../keys/support.ts';
import { RouteClient, type RouteReply } from './client.ts';
import { appId, planOf, previewOf } from './picture-client.ts';
import { createTask, ended, getTask, started } from './task-client.ts';

let site: Site;
let server: Started;
let client: RouteClient;
let media: string;
beforeAll(async () => {
  site = await Site.open();
  server = await site.start();
  client = await RouteClient.open(server.origin);
  media = await site.addMedia(server, 'clip');
}, 60_000);
afterAll(() => site?.close());

const codeOf = ({ status, body }: RouteReply): [number, string | undefined] => [status, body.Error?.Code];
const animations = (...Animations: object[]) => ({ FileId: media, Animations });
const small = { Settings: { Width: 16, Fps: 1 }, EndTimeOffset: 0.1 };
const tasks = async () => (await server.service.tasks.list(appId, listing)).page.length;
const listing = { field: 'create_time', order: 'desc', limit: 100, from: '' } as const;

describe('rights', () => {
  test('lets only key pairs with the right to process start a task, and only those with the right to read see it', async () => {
    const [reading, processing] = [await site.key('--rights', 'read'), await site.key('--rights', 'process')];
    expect(codeOf(await createTask(client, animations(small), reading))).toEqual([403, 'UnauthorizedOperation']);
    const { TaskId } = (await createTask(client, animations(small), processing)).body;
    const id = String(TaskId);
    expect((await getTask(client, id, '', reading)).body).toMatchObject({ TaskId: id, Status: 'WAITING' });
    expect(codeOf(await getTask(client, id, '', processing))).toEqual([403, 'UnauthorizedOperation']);
    expect(codeOf(await client.call({ path: '/x/v1/tasks', keys: processing }))).toEqual([
      403,
      'UnauthorizedOperation',
    ]);
    const reply = await fetch(`${server.origin}/x/v1/tasks`, {
      method: 'POST',
      body: JSON.stringify(animations(small)),
    });
    expect(reply.status).toBe(401);
  });

  test('hides tasks and media of other applications', async () => {
    const other = await server.service.subApps.create('other', '');
    const theirs = await site.addMedia(server, 'theirs', other);
    const keys = await site.key('--applications', String(other));
    const taskId = await started(client, animations(small));
    const own = `?SubAppId=${other}`;
    expect(codeOf(await getTask(client, taskId, own, keys))).toEqual([404, 'ResourceNotFound']);
    expect(codeOf(await getTask(client, taskId, own))).toEqual([404, 'ResourceNotFound']);
    expect((await getTask(client, taskId, '', keys)).status).toBeGreaterThanOrEqual(400);
    const list = await client.call({ path: `/x/v1/tasks${own}`, keys });
    expect(list.body.TaskSet).toEqual([]);
    const refused = [400, 'InvalidParameterValue.FileId'];
    expect(codeOf(await createTask(client, { ...animations(small), SubAppId: other }, keys))).toEqual(refused);
    expect(codeOf(await createTask(client, { ...animations(small), FileId: theirs }))).toEqual(refused);
    expect((await createTask(client, animations(small), keys)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('requests', () => {
  test.each([
    ['without animations', { Animations: [] }, 'InvalidParameterValue', 'Animations must be an array of 1 to 100'],
    ['without a media', { FileId: '', Animations: [small] }, 'InvalidParameterValue.FileId', 'FileId must be text'],
    ['with another media', { FileId: '7', Animations: [small] }, 'InvalidParameterValue.FileId', 'Media "7" not found'],
    ['with 101 animations', { Animations: Array(101).fill(small) }, 'InvalidParameterValue', 'an array of 101'],
    [
      'with 10,000 animations',
      { Animations: Array(10_000).fill({}) },
      'InvalidParameter',
      'more than 10000 parameters',
    ],
    [
      'with a huge text',
      { Animations: [{ Settings: { Fps: '9'.repeat(200_000) } }] },
      'InvalidParameterValue.Fps',
      'got "999',
    ],
    [
      'with many long texts',
      {
        Animations: Array(100)
          .fill({ Settings: { Loop: `1${' '.repeat(990)}x` } })
          .map((one) => ({
            ...one,
            ...small,
            Settings: { Fps: `${' '.repeat(990)}5`, Width: `${' '.repeat(990)}50%` },
          })),
      },
      'InvalidParameterValue',
      'Animations must be at most 100000 bytes of JSON',
    ],
    [
      'with a huge context',
      { Animations: [small], SessionContext: 'x'.repeat(1_001) },
      'InvalidParameterValue.SessionContextTooLong',
      'SessionContext',
    ],
    [
      'with a huge segment',
      { Animations: [{ ...small, EndTimeOffset: 1e10 }] },
      'InvalidParameterValue',
      'Animations.0.EndTimeOffset',
    ],
    [
      'with an option of the service',
      { Animations: [{ Settings: { Output: '/etc/x' } }] },
      'UnknownParameter',
      'Animations.0.Settings.Output',
    ],
    [
      'with a limit',
      { Animations: [{ Settings: { Limits: { maxMemory: 1 } } }] },
      'UnknownParameter',
      'Animations.0.Settings.Limits',
    ],
    [
      'with a prototype',
      JSON.parse('{"Animations":[{"Settings":{"__proto__":{"Fps":1}}}]}'),
      'UnknownParameter',
      '__proto__',
    ],
    [
      'with a wrong type',
      { Animations: [{ Settings: [] }] },
      'InvalidParameter',
      'Animations.0.Settings must be an object',
    ],
  ])('%s are refused', async (_, body, code, message) => {
    const before = await tasks();
    const { status, body: answer } = await createTask(client, { FileId: media, ...body });
    expect([status, answer.Error]).toEqual([400, { Code: code, Message: expect.stringContaining(message) }]);
    expect(String(answer.Error?.Message).length).toBeLessThan(500);
    expect(await tasks()).toBe(before);
  });

  test('too large for the route are refused before they are read', async () => {
    const { status, body } = await createTask(client, animations({ Settings: { Fps: '9'.repeat(300_000) } }));
    expect([status, body.Error?.Code]).toEqual([413, 'RequestSizeLimitExceeded']);
  });

  test('with any values for settings are answered without a fault of the service, in all three routes alike', async () => {
    const names = Object.keys((await schemas()).AnimationSettings?.properties ?? {});
    expect(names.length).toBeGreaterThan(10);
    const value = fc.oneof(
      fc.constantFrom(
        '50%',
        'auto',
        'source',
        '1/0',
        '\0',
        '\ud800',
        'eng',
        '#fff',
        '',
        -1,
        0,
        1,
        16,
        1e308,
        true,
        null,
      ),
      fc.jsonValue(),
    );
    const settings = fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
    for (const Settings of fc.sample(settings, { seed: 20180717, numRuns: 40 })) {
      const reply = await createTask(client, animations({ Settings, EndTimeOffset: 0.1 }));
      expect([200, 400], JSON.stringify([Settings, reply.body])).toContain(reply.status);
      if (reply.status === 200) {
        const { body } = await getTask(client, String(reply.body.TaskId));
        const given = Object.fromEntries(Object.entries(Settings).filter(([, one]) => one !== null));
        expect((body.Animations as { Settings: object }[])[0]?.Settings).toEqual(JSON.parse(JSON.stringify(given)));
      } else {
        expect(reply.body.Error?.Message).toContain('Settings');
        for (const call of [planOf, previewOf]) {
          const refused = await call(server, media, { Settings });
          expect([refused.status, refused.json.Error?.Code]).toEqual(codeOf(reply));
        }
      }
    }
  }, 60_000);

  const schemas = async () => {
    const document = await (await fetch(`${server.origin}/openapi.json`)).json();
    return document.components.schemas as Record<string, { properties: object }>;
  };
});

test('ends tasks with settings on hostile files, and their errors name no path', async () => {
  const random = new Random(17);
  const worker = await site.start({ CLIPLOOP_ROLE: 'worker' });
  const hostile: string[] = [];
  for (let index = 0; index < 6; index += 1) {
    const { name, bytes } = changedInput(index, random);
    const fileId = await site.addMedia(server, name);
    const found = await server.service.media.find(appId, fileId);
    await writeFile(join(site.data, 'media', ...String(found?.storageKey).split('/')), bytes);
    const Settings = { Width: '30%', Fit: 'pad', Fps: 'source', Format: 'webp', Loop: 'source' };
    hostile.push(await started(client, { FileId: fileId, Animations: [{ Settings, EndTimeOffset: 1 }] }));
  }
  const statuses = new Set<string>();
  for (const taskId of hostile) {
    for (const { Status, Message } of await ended(client, taskId)) {
      statuses.add(Status);
      expect(Message).not.toContain(site.data);
    }
  }
  expect([...statuses].every((status) => status === 'SUCCESS' || status === 'FAIL')).toBe(true);
  const [after] = await ended(client, await started(client, animations(small)));
  expect(after?.Status).toBe('SUCCESS');
  await site.stop(worker);
}, 120_000);

test('aborts a task with settings with ManageTask', async () => {
  const TaskId = await started(client, animations(small));
  await clientOf(new URL(server.origin).host).request('ManageTask', { TaskId, OperationType: 'Abort' });
  const { body } = await getTask(client, TaskId);
  expect(body).toMatchObject({ Status: 'ABORTED', Animations: [{ Status: 'ABORTED', ErrCodeExt: 'InternalError' }] });
});
