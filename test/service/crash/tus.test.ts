import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { ServerProcess } from '@cliploop/testing/service-process';
import { signedRoute } from '@cliploop/testing/signed-route';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { metadataOf, sendFile, signTus, tusFetch } from '../x/tus.ts';

const soon = { timeout: 30_000, interval: 100 };

let folder: string;
let file: Buffer;
let database: TestDatabase;
let server: ServerProcess;
let api: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-tus-crash-'));
  const clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  // The box at the end is ignored. Its bytes differ, so that a part in the wrong place is found.
  const box = randomBytes(4 * 2 ** 20);
  box.writeUInt32BE(box.length);
  box.write('free', 4);
  file = Buffer.concat([await readFile(clip), box]);
  database = await testDatabase();
  server = new ServerProcess(join(folder, 'data'), { DATABASE_URL: database.url });
  api = await server.up();
}, 60_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function killed(): Promise<void> {
  await server.end('SIGKILL');
  api = await server.up();
}

async function begin(name: string): Promise<string> {
  const metadata = metadataOf({ filename: `${name}.mp4` });
  const headers = { 'Upload-Length': String(file.length), 'Upload-Metadata': metadata };
  const reply = await tusFetch(server.origin, 'POST', '/x/v1/uploads', headers);
  return `/x/v1/${reply.headers.get('location')}`;
}

async function statusOf(path: string): Promise<{ State: string; Offset: number; FileId: string | null }> {
  const { headers } = signedRoute({ path });
  return (await fetch(server.origin + path, { headers })).json() as never;
}

/** Checks that exactly one media has this name, and that it has the bytes of the file. */
async function check(name: string, path: string): Promise<void> {
  await expect.poll(async () => (await statusOf(path)).State, soon).toBe('done');
  const { FileId } = await statusOf(path);
  const { MediaInfoSet = [] } = await api.SearchMedia({ Names: [name] });
  expect(MediaInfoSet.map((media) => media.FileId)).toEqual([FileId]);
  const { pathname } = new URL(MediaInfoSet[0]?.BasicInfo?.MediaUrl ?? '');
  const stored = Buffer.from(await (await fetch(server.origin + pathname)).arrayBuffer());
  expect(stored.equals(file)).toBe(true);
}

test('continues an upload with tus after a kill in the middle of a request', async () => {
  const path = await begin('middle');
  const headers = signTus('PATCH', path, { 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0' });
  async function* slowly() {
    for (let at = 0; at < file.length; at += 65_536) {
      yield file.subarray(at, at + 65_536);
      await delay(100);
    }
  }
  const init = { method: 'PATCH', headers, body: slowly() as never, duplex: 'half' };
  const sent = fetch(server.origin + path, init as RequestInit).then(
    () => 'answered',
    () => 'broken',
  );
  await expect.poll(async () => (await statusOf(path)).Offset, soon).toBeGreaterThan(0);
  const before = (await statusOf(path)).Offset;
  await killed();
  expect(await sent).toBe('broken');
  const after = (await statusOf(path)).Offset;
  expect(after).toBeGreaterThanOrEqual(before);
  expect(after).toBeLessThan(file.length);
  const { error } = await sendFile(server.origin, file, { uploadUrl: server.origin + path });
  expect(error).toBeUndefined();
  await check('middle', path);
}, 60_000);

test('makes one media of an upload with tus whose process was killed while it read the file', async () => {
  const path = await begin('last');
  const reply = await tusFetch(server.origin, 'PATCH', path, { 'Upload-Offset': '0' }, file);
  expect(reply.status).toBe(204);
  await killed();
  await check('last', path);
  // The client has lost the answer, and asks again.
  const { error } = await sendFile(server.origin, file, { uploadUrl: server.origin + path });
  expect(error).toBeUndefined();
  await check('last', path);
  expect(await readdir(join(folder, 'data/media/.uploads', path.split('/').at(-1) ?? '')).catch(() => [])).toEqual([]);
}, 60_000);
