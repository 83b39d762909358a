import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, credential, noPair, type Pair, Site } from '../keys/support.ts';
import { RouteClient, type RouteReply } from './client.ts';
import { sendFile } from './tus.ts';

let site: Site;
let server: Started;
let client: RouteClient;
let otherId: number;
beforeAll(async () => {
  site = await Site.open();
  server = await site.start();
  client = await RouteClient.open(server.origin);
  otherId = await server.service.subApps.create('other', '');
}, 60_000);
afterAll(() => site?.close());

const post = (path: string, body: object | undefined = undefined, keys: Pair = credential) =>
  client.call({ method: 'POST', path: `/x/v1/keys${path}`, body, keys });
const codeOf = ({ status, body }: RouteReply) => [status, body.Error?.Code];
const accepted = async (keys: Pair) => (await client.call({ path: '/x/v1/session', keys })).status === 200;
const list = async () => (await client.call({ path: '/x/v1/keys' })).body.Keys as Record<string, unknown>[];
const find = async (id: string) => (await list()).find(({ SecretId }) => SecretId === id);
const pairOf = ({ body }: RouteReply): Pair => ({
  secretId: String(body.SecretId),
  secretKey: String(body.SecretKey),
});
const audited = async () =>
  (await site.run('audit', '--json')).text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('POST /x/v1/keys', () => {
  test('creates a key pair, whose secret key is in no other answer and in no log', async () => {
    const ExpireTime = '2099-01-05T08:00:00Z';
    const created = await post('', {
      KeyName: 'editors',
      Rights: ['read', 'process'],
      SubAppIds: [otherId],
      ExpireTime,
    });
    const pair = pairOf(created);
    const { body } = await client.call({ path: '/x/v1/session', keys: pair });
    expect(body).toMatchObject({ Name: 'editors', Rights: ['read', 'process'], SubAppIds: [otherId] });
    expect(await find(pair.secretId)).toMatchObject({
      ...{
        Name: 'editors',
        Origin: 'request',
        State: 'ENABLED',
        Rights: ['read', 'process'],
        SubAppIds: [otherId],
        ExpireTime,
      },
    });
    expect(JSON.stringify(await list())).not.toContain(pair.secretKey);
    await expect.poll(audited, { timeout: 10_000 }).toContainEqual(
      expect.objectContaining({
        action: 'CreateKey',
        object: `SecretId=${pair.secretId}`,
        secretId: credential.secretId,
      }),
    );
    expect(JSON.stringify(await audited())).not.toContain(pair.secretKey);
  });

  test.each([
    [{}, 'Rights is missing'],
    [{ Rights: [] }, 'Rights must be an array of 1 to 4 elements'],
    [{ Rights: ['root'] }, 'Rights.0 must be "read", "process", "manage" or "upload"'],
    [{ Rights: ['read'], SubAppIds: [] }, 'SubAppIds must be an array of 1 to 1000 elements'],
    [{ Rights: ['read'], ExpireTime: '2020-01-05T08:00:00Z' }, 'ExpireTime must be in the future'],
    [{ Rights: ['read'], SubAppIds: [77] }, 'Application 77 does not exist; the applications are'],
    [{ Rights: ['read'], SecretKey: 'x' }, 'Unknown parameter SecretKey'],
  ])('refuses %j', async (body, message) => {
    const before = (await list()).length;
    const reply = await post('', body);
    expect(reply.status).toBe(400);
    expect(reply.body.Error?.Message).toContain(message);
    expect(await list()).toHaveLength(before);
  });
});

describe('key pairs', () => {
  test('are listed and changed only with the right to manage all applications', async () => {
    const limited = await site.key('--applications', `${appId},${otherId}`);
    const reader = await site.key('--rights', 'read,process,upload');
    const { secretId } = await site.key();
    for (const keys of [limited, reader]) {
      const replies = [
        await client.call({ path: '/x/v1/keys', keys }),
        await post('', { Rights: ['read'] }, keys),
        await post(`/${secretId}/disable`, undefined, keys),
        await post(`/${secretId}/enable`, undefined, keys),
        await post(`/${secretId}/rotate`, undefined, keys),
      ];
      expect(replies.map(codeOf)).toEqual(Array(5).fill([403, 'UnauthorizedOperation']));
    }
    expect(await find(secretId)).toMatchObject({ State: 'ENABLED', OldSecretUntil: null });
  });

  test('are disabled and enabled at once', async () => {
    const keys = await site.key();
    expect((await post(`/${keys.secretId}/disable`)).status).toBe(200);
    expect(await accepted(keys)).toBe(false);
    expect(await find(keys.secretId)).toMatchObject({ State: 'DISABLED' });
    expect((await post(`/${keys.secretId}/enable`)).status).toBe(200);
    expect(await accepted(keys)).toBe(true);
    expect(codeOf(await post('/AKIDnone/disable'))).toEqual([404, 'ResourceNotFound']);
    expect(codeOf(await post(`/${encodeURIComponent('a b')}/disable`))).toEqual([400, 'InvalidParameterValue']);
  });

  test('get a new secret key, with and without an overlap', async () => {
    const first = await site.key();
    const second = pairOf(await post(`/${first.secretId}/rotate`));
    expect(second.secretId).toBe(first.secretId);
    expect(await Promise.all([first, second].map(accepted))).toEqual([true, true]);
    const again = await post(`/${first.secretId}/rotate`, { Overlap: 60 });
    expect(again.body.Error?.Message).toContain('is being rotated');
    const third = pairOf(await post(`/${first.secretId}/rotate`, { Overlap: 0 }));
    expect(await Promise.all([first, second, third].map(accepted))).toEqual([false, false, true]);
    const own = await post(`/${credential.secretId}/rotate`);
    expect(own.body.Error?.Message).toContain('is from the environment of a service');
  });

  test('are not disabled by themselves, and not the last one that can manage, without a confirmation', async () => {
    const keys = await site.key();
    const own = await post(`/${keys.secretId}/disable`, {}, keys);
    expect(codeOf(own)).toEqual([409, 'FailedOperation']);
    expect(own.body.Error?.Message).toContain(`Set Confirm to ${keys.secretId}`);
    expect(codeOf(await post(`/${keys.secretId}/disable`, { Confirm: 'yes' }, keys))).toEqual([409, 'FailedOperation']);
    expect((await post(`/${keys.secretId}/disable`, { Confirm: keys.secretId }, keys)).status).toBe(200);
    expect(await accepted(keys)).toBe(false);
  });

  test('cannot disable each other at the same time, so that none is left', async () => {
    const [one, two] = [await site.key('--name', 'one'), await site.key('--name', 'two')];
    const others = (await list()).map(({ SecretId }) => String(SecretId));
    const kept = [one.secretId, two.secretId, credential.secretId];
    for (const id of others.filter((other) => !kept.includes(other))) await site.run('key', 'disable', id);
    await site.run('key', 'disable', credential.secretId);
    try {
      const replies = await Promise.all([
        post(`/${two.secretId}/disable`, undefined, one),
        post(`/${one.secretId}/disable`, undefined, two),
      ]);
      expect(replies.map(({ status }) => status).sort()).not.toEqual([200, 200]);
      expect((await Promise.all([one, two].map(accepted))).filter(Boolean)).toHaveLength(1);
    } finally {
      await site.run('key', 'enable', credential.secretId);
    }
  });

  test('give nobody more than they have', async () => {
    const keys = await site.key('--rights', 'read,manage');
    const all = await site.key();
    expect((await post('', { Rights: ['read', 'manage'] }, keys)).status).toBe(200);
    const refused = [
      await post('', { Rights: ['upload'] }, keys),
      await post(`/${all.secretId}/rotate`, { Overlap: 0 }, keys),
      await post(`/${all.secretId}/enable`, undefined, keys),
    ];
    expect(refused.map(codeOf)).toEqual(Array(3).fill([403, 'UnauthorizedOperation']));
    expect(refused[0]?.body.Error?.Message).toContain('with the right upload, which it does not have');
    expect(await accepted(all)).toBe(true);
    // A key pair that expires cannot leave one behind that does not.
    const short = await site.key('--expire', '1h');
    const later = await post('', { Rights: ['read'] }, short);
    expect(later.body.Error?.Message).toContain('that is accepted for longer');
    expect(codeOf(await post(`/${all.secretId}/rotate`, undefined, short))).toEqual([403, 'UnauthorizedOperation']);
    const ExpireTime = new Date(Date.now() + 60_000).toISOString();
    expect((await post('', { Rights: ['read'], ExpireTime }, short)).status).toBe(200);
  });
});

test('writes the new secret key of the generated key pair into the data folder', async () => {
  const own = await Site.open();
  try {
    const started = await own.start(noPair);
    const file = join(own.data, 'credentials');
    const read = async (): Promise<Pair> => {
      const text = await readFile(file, 'utf8');
      const value = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(text)?.[1] ?? '';
      return { secretId: value('CLIPLOOP_SECRET_ID'), secretKey: value('CLIPLOOP_SECRET_KEY') };
    };
    const keys = await read();
    const api = await RouteClient.open(started.origin);
    const reply = await api.call({ method: 'POST', path: `/x/v1/keys/${keys.secretId}/rotate`, keys });
    expect(await read()).toEqual(pairOf(reply));
    expect((await read()).secretKey).not.toBe(keys.secretKey);
  } finally {
    await own.close();
  }
});

describe('GET /x/v1/usage', () => {
  test('returns what the applications store, and the disk only to those who manage all', async () => {
    const fileId = await site.addMedia(server, 'clip');
    await site.addMedia(server, 'other', otherId);
    await server.service.db
      .insertInto('animation')
      .values({
        ...{ file_id: fileId, definition: 20000, start_time: 0, end_time: 1, storage_key: 'a.gif', container: 'gif' },
        ...{ width: 2, height: 2, bitrate: 8, size: 5_000_000_000, md5: '' },
      })
      .execute();
    // What was refused is deleted, and does not count as an unfinished upload.
    const metadata = { filename: 'refused.mp4', SubAppId: String(otherId) };
    const { url } = await sendFile(server.origin, Buffer.from('no video'), { metadata });
    const path = new URL(url).pathname;
    await expect.poll(async () => (await client.call({ path })).body.State, { timeout: 20_000 }).toBe('failed');
    const { body } = await client.call({ path: '/x/v1/usage' });
    const none = { Waiting: 0, Processing: 0, Finished: 0, Aborted: 0 };
    expect(body).toMatchObject({
      Applications: [
        {
          SubAppId: appId,
          Name: 'main',
          Media: { Count: 1 },
          Animations: { Count: 1, Bytes: 5_000_000_000 },
          Tasks: none,
        },
        {
          SubAppId: otherId,
          Name: 'other',
          Media: { Count: 1 },
          Animations: { Count: 0, Bytes: 0 },
          Uploads: { Count: 0 },
        },
      ],
      Disk: { Full: false },
    });
    const [main] = body.Applications as { Media: { Bytes: number } }[];
    expect(main?.Media.Bytes).toBeGreaterThan(100);
    const limited = await client.call({ path: '/x/v1/usage', keys: await site.key('--applications', String(otherId)) });
    expect(limited.body).toMatchObject({ Applications: [{ SubAppId: otherId }], Disk: null });
    expect(limited.body.Applications).toHaveLength(1);
    const reader = await client.call({ path: '/x/v1/usage', keys: await site.key('--rights', 'read') });
    expect(reader.body.Disk).toBeNull();
    const uploader = await client.call({ path: '/x/v1/usage', keys: await site.key('--rights', 'upload') });
    expect(uploader.status).toBe(403);
  });
});
