import { userInfo } from 'node:os';
import type { AuditRow } from '@cliploop/vod';
import { signUpload } from '@cliploop/vod';
import { commands, type Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appId, credential, envOf, Site, send, tc3, v1 } from './support.ts';

let site: Site;
let server: Started;
let nonce = 0;

beforeAll(async () => {
  site = await Site.open();
  server = await site.start({ ...envOf(credential), CLIPLOOP_TRUST_PROXY: '127.0.0.0/8, ::1' });
}, 60_000);
afterAll(() => site?.close());

type Row = Omit<AuditRow, 'time'> & { readonly time: string };

async function audit(...flags: string[]): Promise<Row[]> {
  const { text } = await site.run('audit', '--json', ...flags);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test('records who changed what, when and from where', async () => {
  const began = Date.now();
  const packet = tc3('CreateClass', { ParentId: -1, ClassName: 'audited' });
  const forwarded = { ...packet, headers: { ...packet.headers, 'x-forwarded-for': '203.0.113.9, 192.0.2.7' } };
  const { RequestId, ClassId } = await send(server, forwarded);
  await expect.poll(() => audit('--action', 'CreateClass'), { timeout: 20_000 }).toHaveLength(1);
  const [row] = await audit('--action', 'CreateClass');
  expect(row).toEqual({
    ...{ time: expect.any(String), secretId: credential.secretId, action: 'CreateClass', subAppId: appId },
    ...{ object: 'ClassName=audited', code: 'OK', address: '192.0.2.7', requestId: RequestId, count: 1 },
  });
  expect(ClassId).toBeGreaterThan(0);
  expect(Math.abs(Date.parse(row?.time ?? '') - began)).toBeLessThan(10_000);
  expect((await site.run('audit', '--action', 'CreateClass')).text).toMatch(
    /^TIME .*\n\d{4}-\S+Z {2}AKIDfakefakefake {2}CreateClass {2}\d+ +ClassName=audited {2}OK +1 +192\.0\.2\.7 +[0-9a-f-]{36}\n$/,
  );
});

test('records the address of the connection without a trusted proxy', async () => {
  const untrusting = await site.start();
  const packet = v1('CreateClass', { ParentId: -1, ClassName: 'direct' }, nonce++);
  await send(untrusting, { ...packet, headers: { 'x-forwarded-for': '203.0.113.9' } });
  // An orderly stop loses nothing.
  await site.stop(untrusting);
  const rows = await audit('--action', 'CreateClass');
  expect(rows.find(({ object }) => object === 'ClassName=direct')?.address).toBe('127.0.0.1');
});

test.each(['<script>', 'x'.repeat(4_000), '203.0.113.9, unknown', ''])(
  'records the address of the proxy when it passes on %j',
  async (forwarded) => {
    const ClassName = `forwarded ${nonce}`;
    const packet = v1('CreateClass', { ParentId: -1, ClassName }, nonce++);
    await send(server, { ...packet, headers: { 'x-forwarded-for': forwarded } });
    const address = async () =>
      (await audit('--action', 'CreateClass')).find(({ object }) => object === `ClassName=${ClassName}`)?.address;
    await expect.poll(address, { timeout: 20_000 }).toBe('127.0.0.1');
  },
);

test('records no reads, and loses nothing at an orderly stop', async () => {
  const one = await site.start();
  const before = await audit();
  for (let count = 0; count < 5; count++) await send(one, v1('DescribeAllClass', {}, nonce++));
  const made = Array.from({ length: 30 }, (_, index) =>
    v1('CreateClass', { ParentId: -1, ClassName: `stop ${index}` }, nonce++),
  );
  await Promise.all(made.map((packet) => send(one, packet)));
  await site.stop(one);
  expect((await audit()).length - before.length).toBe(30);
});

test('counts refused requests, and records a disabled pair that is used', async () => {
  const pair = await site.key('--rights', 'read');
  for (let count = 0; count < 3; count++) await send(server, v1('DeleteMedia', { FileId: 'x' }, nonce++, pair));
  await site.run('key', 'disable', pair.secretId);
  await send(server, v1('DescribeAllClass', {}, nonce++, pair));
  const now = Math.floor(Date.now() / 1000);
  const signature = signUpload(
    { ...pair, currentTimeStamp: now, expireTime: now + 60, random: 1 } as never,
    pair.secretKey,
  );
  await fetch(`${server.origin}/v3/index.php?Action=ApplyUploadUGC`, {
    method: 'POST',
    body: JSON.stringify({ signature, videoType: 'mp4' }),
  });
  const ofPair = async () =>
    (await audit('--key', pair.secretId)).map(({ action, code, count }) => `${action} ${code} ${count}`);
  await expect.poll(ofPair, { timeout: 20_000 }).toEqual([
    // The minute may change between the first and the last.
    expect.stringMatching(/^DeleteMedia UnauthorizedOperation \d$/),
    ' AuthFailure.SecretIdNotFound 1',
    'ApplyUploadUGC AuthFailure.SecretIdNotFound 1',
  ]);
  const commands = await audit('--action', 'key disable');
  expect(commands.map(({ object, secretId }) => [object, secretId])).toEqual([[`SecretId=${pair.secretId}`, '']]);
  expect(commands[0]?.address).toMatch(/^command of /);
});

test('records every command that changes something, and who ran it', async () => {
  const pair = await site.key('--rights', 'read');
  const { text: fileId } = await site.run('media', 'add', site.clip);
  const { secretId } = pair;
  const db = server.service.db;
  const refused = {
    sub_app_id: appId,
    url: 'http://127.0.0.1:1/',
    host: '127.0.0.1:1',
    content: '{}',
    stop_time: new Date(),
  };
  await db
    .insertInto('event_config')
    .values({ sub_app_id: appId, notification_url: refused.url } as never)
    .onConflict((on) => on.column('sub_app_id').doUpdateSet({ notification_url: refused.url }))
    .execute();
  const { id } = await db
    .insertInto('event_callback')
    .values(refused as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  const lines: Record<string, { line: string[]; object: string }> = {
    'media add': { line: [], object: `FileId=${fileId.trim()}` },
    'key create': { line: [], object: `SecretId=${secretId}` },
    'key modify': { line: ['key', 'modify', secretId, '--name', 'other'], object: `SecretId=${secretId}` },
    'key disable': { line: ['key', 'disable', secretId], object: `SecretId=${secretId}` },
    'key enable': { line: ['key', 'enable', secretId], object: `SecretId=${secretId}` },
    'key rotate': { line: ['key', 'rotate', secretId], object: `SecretId=${secretId}` },
    link: { line: ['link', '--key', credential.secretId], object: `SecretId=${credential.secretId}` },
    'callbacks resend': { line: ['callbacks', 'resend', String(id)], object: `Callbacks=${id}` },
  };
  const changing = Object.entries(commands).flatMap(([name, { changes }]) =>
    changes.map((verb) => `${name} ${verb}`.trim()),
  );
  expect(Object.keys(lines)).toEqual(changing);
  const who = `command of ${userInfo().username}`;
  for (const [name, { line, object }] of Object.entries(lines)) {
    if (line.length > 0) await site.run(...line);
    const rows = (await audit('--action', name)).filter((row) => row.object === object);
    expect(rows).toMatchObject([{ address: who, secretId: '', code: 'OK', count: 1 }]);
  }
  const before = (await audit()).length;
  for (const line of [['key', 'list'], ['callbacks', 'list'], ['audit'], ['check'], ['doctor']])
    await site.run(...line);
  expect(await audit()).toHaveLength(before);
  // The start stored the key pair of the environment.
  const started = await audit('--action', 'start');
  expect(started).toMatchObject([{ address: who, object: `SecretId=${credential.secretId}` }]);
});

test('stores few rows for a flood of unsigned requests, and no text of theirs', async () => {
  const before = (await audit()).length;
  const refused = (index: number) =>
    fetch(`${server.origin}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-tc-action': `Made${index}`,
        'x-forwarded-for': `198.51.100.${index % 250}`,
      },
      body: '{}',
    }).then((reply) => reply.text());
  // Few at once, so that none is refused for its number before its signature is looked for.
  for (let sent = 0; sent < 600; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => refused(sent + index)));
  }
  const added = async () =>
    (await audit('--code', 'AuthFailure.InvalidAuthorization')).reduce((sum, { count }) => sum + count, 0);
  await expect.poll(added, { timeout: 20_000 }).toBe(600);
  const rows = await audit();
  // Twice, since the minute may change.
  expect(rows.length - before).toBeLessThanOrEqual(2 * 101);
  expect(JSON.stringify(rows)).not.toContain('Made');
});

test('contains no secrets', async () => {
  await send(server, v1('ModifyEventConfig', { SignKey: 'SignKeySecret1', Mode: 'PULL' }, nonce++));
  await send(
    server,
    v1('PullUpload', { MediaUrl: 'http://user:UrlSecret1@192.0.2.1/a.mp4?token=UrlSecret2' }, nonce++),
  );
  const { VodSessionKey } = await send(server, v1('ApplyUpload', { MediaType: 'mp4' }, nonce++));
  await expect.poll(async () => (await audit('--action', 'ApplyUpload')).length, { timeout: 20_000 }).toBe(1);
  const all = (await site.run('audit')).text + JSON.stringify(await audit());
  for (const secret of ['SignKeySecret1', 'UrlSecret', VodSessionKey, credential.secretKey])
    expect(all).not.toContain(secret);
});
