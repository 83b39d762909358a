import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import { ServerProcess } from '@cliploop/testing/service-process';
import COS from 'cos-nodejs-sdk-v5';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let folder: string;
let clip: string;
let database: TestDatabase;
let server: ServerProcess;
let api: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-upload-crash-'));
  clip = join(folder, 'clip.mp4');
  await drawClip(clip, 'testsrc2=size=320x240:rate=10:duration=3');
  database = await testDatabase();
  server = new ServerProcess(join(folder, 'data'), { DATABASE_URL: database.url });
  api = await server.up();
  await api.ModifyEventConfig({ Mode: 'PULL', UploadMediaCompleteEventSwitch: 'ON' });
  const AnimatedGraphicTaskSet = [{ Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 1 }];
  await api.CreateProcedureTemplate({ Name: 'flow', MediaProcessTask: { AnimatedGraphicTaskSet } });
}, 60_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Calls ApplyUpload and puts the object with the official client. @returns VodSessionKey */
async function put(MediaName: string): Promise<string> {
  const applied = await api.ApplyUpload({ MediaType: 'mp4', MediaName, Procedure: 'flow' });
  const { SecretId, SecretKey, Token } = applied.TempCertificate ?? {};
  const cos = new COS({
    ...{ SecretId, SecretKey, SecurityToken: Token },
    ...{ Protocol: 'http:', Domain: new URL(server.origin).host, ConfCwd: '/dev/null/none' },
  });
  const { StorageBucket: Bucket = '', StorageRegion: Region = '', MediaStoragePath: Key = '' } = applied;
  await cos.putObject({ Bucket, Region, Key, Body: await readFile(clip) });
  return applied.VodSessionKey ?? '';
}

async function killed(): Promise<void> {
  await server.end('SIGKILL');
  api = await server.up();
}

/** Checks that exactly one media has this name, and checks its bytes and its events. */
async function check(name: string, FileId: string): Promise<void> {
  const { MediaInfoSet = [] } = await api.SearchMedia({ Names: [name] });
  expect(MediaInfoSet.map((media) => media.FileId)).toEqual([FileId]);
  const { pathname } = new URL(MediaInfoSet[0]?.BasicInfo?.MediaUrl ?? '');
  const stored = Buffer.from(await (await fetch(server.origin + pathname)).arrayBuffer());
  const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
  expect(md5(stored)).toBe(md5(await readFile(clip)));
  // The queue may contain events of other media.
  const kinds: string[] = [];
  while (kinds.length < 2) {
    const { EventSet = [] } = await api.PullEvents({});
    for (const { EventHandle = '', FileUploadEvent, ProcedureStateChangeEvent } of EventSet) {
      const about = FileUploadEvent?.FileId ?? ProcedureStateChangeEvent?.FileId;
      if (about === FileId) kinds.push(FileUploadEvent ? 'uploaded' : 'processed');
      await api.ConfirmEvents({ EventHandles: [EventHandle] });
    }
  }
  expect(kinds.sort()).toEqual(['processed', 'uploaded']);
}

test('keeps an uploaded object over a kill and commits it once', async () => {
  const VodSessionKey = await put('one');
  await killed();
  const { FileId = '' } = await api.CommitUpload({ VodSessionKey });
  await killed();
  expect((await api.CommitUpload({ VodSessionKey })).FileId).toBe(FileId);
  await check('one', FileId);
}, 120_000);

test.each([5, 20, 40, 80, 160])(
  'makes one media of a commit that is killed after %d ms',
  async (ms) => {
    const VodSessionKey = await put(`after ${ms}`);
    const first = api.CommitUpload({ VodSessionKey }).then(
      ({ FileId }) => FileId,
      () => undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, ms));
    await killed();
    const answered = await first;
    const { FileId = '' } = await api.CommitUpload({ VodSessionKey });
    if (answered !== undefined) expect(FileId).toBe(answered);
    await check(`after ${ms}`, FileId);
  },
  120_000,
);
