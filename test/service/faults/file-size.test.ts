import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@cliploop/testing/client';
import { cosRefusal } from '@cliploop/testing/cos-client';
import { finished } from '@cliploop/testing/finished';
import { ServerProcess } from '@cliploop/testing/service-process';
import COS from 'cos-nodejs-sdk-v5';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

/* A limit of the size of one file, such as `ulimit -f`, or that of FAT32. */

const LIMIT = 2 ** 20;
let folder: string;
let database: TestDatabase;
let web: Server;
let server: ServerProcess;
let api: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-file-size-'));
  database = await testDatabase();
  web = createServer((_request, response) => response.end(Buffer.alloc(2 * LIMIT)));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const env = {
    DATABASE_URL: database.url,
    CLIPLOOP_LOG_LEVEL: 'warn',
    CLIPLOOP_FETCH_ALLOW: `127.0.0.1:${(web.address() as AddressInfo).port}`,
  };
  server = new ServerProcess(join(folder, 'data'), env, undefined, { wrapper: ['prlimit', `--fsize=${LIMIT}`] });
  api = await server.up();
}, 60_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  web?.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function put(bytes: number): Promise<string> {
  const applied = await api.ApplyUpload({ MediaType: 'mp4' });
  const { SecretId, SecretKey, Token } = applied.TempCertificate ?? {};
  const cos = new COS({
    ...{ SecretId, SecretKey, SecurityToken: Token },
    ...{ Protocol: 'http:', Domain: new URL(server.origin).host, ConfCwd: '/dev/null/none' },
  });
  const { StorageBucket: Bucket = '', StorageRegion: Region = '', MediaStoragePath: Key = '' } = applied;
  return cosRefusal(cos.putObject({ Bucket, Region, Key, Body: Buffer.alloc(bytes) }));
}

test('refuses one upload or source that is larger than the files it may write, and not those of others', async () => {
  expect(server.log.join('\n')).toContain('This process may write files of at most 1 MiB: larger sources and results');
  expect(await put(2 * LIMIT)).toBe('EntityTooLarge: The object is larger than the files that the service can store');
  const Url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/a.mp4`;
  const AnimatedGraphicTaskSet = [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }];
  // The types of the SDK do not have this parameter yet.
  const given = { FileId: '', Url, MediaProcessTask: { AnimatedGraphicTaskSet } };
  const { TaskId } = await api.ProcessMedia(given as never);
  const { ProcedureTask } = await finished(api, TaskId);
  expect(ProcedureTask?.MediaProcessResultSet?.[0]?.AnimatedGraphicTask).toMatchObject({
    ErrCodeExt: 'SourceFileError.ContentUnsupported',
    Message: 'The source is larger than the files of this service',
  });
  expect(await (await fetch(`${server.origin}/readyz`)).text()).toBe('{"status":"ok"}');
  expect(await put(LIMIT / 2)).toBe('accepted');
  const files = await readdir(join(folder, 'data', 'media'), { recursive: true, withFileTypes: true });
  expect(files.filter((entry) => entry.isFile())).toHaveLength(1);
}, 60_000);
