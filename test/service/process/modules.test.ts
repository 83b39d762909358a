import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credential } from '@cliploop/testing/credential';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let folder: string;
let database: TestDatabase;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-modules-'));
  database = await testDatabase();
  server = new ServerProcess(join(folder, 'data'), { DATABASE_URL: database.url });
  await server.listening();
}, 60_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test('recognizes the errors of the library when the log goes to a pipe', async () => {
  const headers: Record<string, string> = { 'X-Cliploop-Csrf': '1', 'Content-Type': 'application/json' };
  const post = (path: string, body: object) =>
    fetch(`${server.origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { secretId: SecretId, secretKey: SecretKey } = credential;
  const session = await post('/x/v1/session', { SecretId, SecretKey });
  headers.Cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const refused = await post('/x/v1/tasks', { FileId: '1', Animations: [{ Settings: { Fps: 99 } }] });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ Error: { Code: 'InvalidParameterValue.Fps' } });
});
